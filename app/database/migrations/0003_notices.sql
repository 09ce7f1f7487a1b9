-- A notice is about a `subject`; `n` counts what follows on one that is known already.
-- `op_id` drafted it, `decided_by` approved or dropped it.
ALTER TABLE notice ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN n BIGINT NOT NULL DEFAULT 1;
ALTER TABLE notice ADD COLUMN op_id TEXT NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN decided_by TEXT NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN reason TEXT NOT NULL DEFAULT '';
-- Until now a notice was called after its operation (26 characters), a dot, and what it was of.
UPDATE notice SET op_id = SUBSTR(notice_id, 1, 26);
UPDATE notice SET subject = SUBSTR(notice_id, 28) WHERE kind = 'shipped';
UPDATE notice SET kind = 'refunded' WHERE kind = 'refund';
CREATE INDEX notice_about ON notice (site_id, order_id, kind, subject, n);
CREATE INDEX notice_state ON notice (site_id, state, at);

-- Every offer that was made to a customer whose order cannot be sent in time.
CREATE TABLE delay (
  site_id TEXT NOT NULL, order_id TEXT NOT NULL, number BIGINT NOT NULL,
  promised_at BIGINT NOT NULL, due_at BIGINT NOT NULL, revised_at BIGINT,
  answer_by BIGINT NOT NULL, notice_id TEXT NOT NULL, at BIGINT NOT NULL,
  offered_at BIGINT, answer TEXT, answered_at BIGINT, withdrawn_at BIGINT,
  cancelled_at BIGINT, section TEXT NOT NULL, refund_by BIGINT,
  refund_minor BIGINT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, order_id, number)
);
CREATE INDEX delay_seq ON delay (site_id, seq);
