-- What happened to an order, a SKU, a bin, a tote or a parcel. Goods that moved are found in
-- the ledger by the place and the SKU; `mention` keeps what moves nothing of its subject.
CREATE TABLE mention (
  site_id TEXT NOT NULL, what TEXT NOT NULL, code TEXT NOT NULL, seq BIGINT NOT NULL,
  op_id TEXT NOT NULL, state TEXT NOT NULL,
  PRIMARY KEY (site_id, what, code, seq)
);
CREATE INDEX mention_seq ON mention (site_id, seq);

CREATE INDEX movement_source ON movement (site_id, source, seq);
CREATE INDEX movement_target ON movement (site_id, target, seq);
-- Read once a night, to plan counts, which reads most of the ledger anyway.
DROP INDEX movement_at;

-- Not replicated: what a shop was answered over HTTP, for when it asks again.
CREATE TABLE answer (
  site_id TEXT NOT NULL, ask_key TEXT NOT NULL, digest TEXT NOT NULL, op_id TEXT NOT NULL,
  is_done BIGINT NOT NULL, verdict TEXT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (site_id, ask_key)
);
CREATE INDEX answer_at ON answer (site_id, at);
