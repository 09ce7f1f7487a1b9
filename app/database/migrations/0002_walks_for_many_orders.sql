-- Release methods: walks for several orders, carts with a tote for each, waves.

ALTER TABLE pick_list ADD COLUMN method TEXT NOT NULL DEFAULT 'pass';
ALTER TABLE pick_list ADD COLUMN wave_id TEXT NOT NULL DEFAULT '';
CREATE INDEX pick_list_wave ON pick_list (site_id, wave_id);

ALTER TABLE pick_task ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
CREATE INDEX pick_task_order ON pick_task (site_id, order_id);

ALTER TABLE tote ADD COLUMN list_id TEXT NOT NULL DEFAULT '';
CREATE INDEX tote_order ON tote (site_id, order_id);

CREATE TABLE stop_share (
  site_id TEXT NOT NULL, task_id TEXT NOT NULL, order_id TEXT NOT NULL,
  line_no BIGINT NOT NULL, list_id TEXT NOT NULL, turn BIGINT NOT NULL,
  qty_each BIGINT NOT NULL, picked_each BIGINT NOT NULL,
  sorted_each BIGINT NOT NULL CHECK (sorted_each >= 0), seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, task_id, order_id, line_no),
  CHECK (sorted_each <= picked_each),
  CHECK (picked_each <= qty_each)
);
CREATE INDEX stop_share_seq ON stop_share (site_id, seq);
CREATE INDEX stop_share_order ON stop_share (site_id, order_id);
CREATE INDEX stop_share_list ON stop_share (site_id, list_id);

CREATE TABLE cart_position (
  site_id TEXT NOT NULL, list_id TEXT NOT NULL, position BIGINT NOT NULL,
  order_id TEXT NOT NULL, tote TEXT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, list_id, position)
);
CREATE INDEX cart_position_seq ON cart_position (site_id, seq);

CREATE TABLE wave (
  site_id TEXT NOT NULL, wave_id TEXT NOT NULL, name TEXT NOT NULL, method TEXT NOT NULL,
  state TEXT NOT NULL, made_at BIGINT NOT NULL, cut_off BIGINT, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, wave_id)
);
CREATE INDEX wave_seq ON wave (site_id, seq);
