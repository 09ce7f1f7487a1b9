-- The first schema. Every key begins with site_id; times are milliseconds since 1970 (UTC).
CREATE TABLE site (
  site_id TEXT NOT NULL PRIMARY KEY,
  epoch TEXT NOT NULL,
  seq BIGINT NOT NULL
);

CREATE TABLE setting (
  site_id TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, name)
);
CREATE INDEX setting_seq ON setting (site_id, seq);

CREATE TABLE person (
  site_id TEXT NOT NULL, badge TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, badge)
);
CREATE INDEX person_seq ON person (site_id, seq);

CREATE TABLE preference (
  site_id TEXT NOT NULL, badge TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, badge, name)
);
CREATE INDEX preference_seq ON preference (site_id, seq);

CREATE TABLE station (
  site_id TEXT NOT NULL, station_id TEXT NOT NULL, name TEXT NOT NULL,
  number BIGINT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, station_id)
);
CREATE INDEX station_seq ON station (site_id, seq);

CREATE TABLE item (
  site_id TEXT NOT NULL, sku TEXT NOT NULL, name TEXT NOT NULL,
  description TEXT NOT NULL, picture TEXT NOT NULL,
  weight_g BIGINT NOT NULL, length_mm BIGINT NOT NULL, width_mm BIGINT NOT NULL,
  height_mm BIGINT NOT NULL, hazard TEXT NOT NULL, is_fragile BIGINT NOT NULL,
  look_alike_group TEXT NOT NULL, tracks_lot BIGINT NOT NULL, tracks_serial BIGINT NOT NULL,
  safety_each BIGINT NOT NULL CHECK (safety_each >= 0), seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, sku)
);
CREATE INDEX item_seq ON item (site_id, seq);

CREATE TABLE barcode (
  site_id TEXT NOT NULL, code TEXT NOT NULL, sku TEXT NOT NULL,
  qty_each BIGINT NOT NULL CHECK (qty_each > 0), uom TEXT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, code)
);
CREATE INDEX barcode_seq ON barcode (site_id, seq);
CREATE INDEX barcode_sku ON barcode (site_id, sku);

CREATE TABLE substitute (
  site_id TEXT NOT NULL, sku TEXT NOT NULL, other_sku TEXT NOT NULL, rank BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, sku, other_sku)
);
CREATE INDEX substitute_seq ON substitute (site_id, seq);

CREATE TABLE kit_part (
  site_id TEXT NOT NULL, kit TEXT NOT NULL, part TEXT NOT NULL,
  qty_each BIGINT NOT NULL CHECK (qty_each >= 0), seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, kit, part)
);
CREATE INDEX kit_part_seq ON kit_part (site_id, seq);

CREATE TABLE bin (
  site_id TEXT NOT NULL, bin_code TEXT NOT NULL, use TEXT NOT NULL, status TEXT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, bin_code)
);
CREATE INDEX bin_seq ON bin (site_id, seq);

CREATE TABLE lot (
  site_id TEXT NOT NULL, sku TEXT NOT NULL, lot TEXT NOT NULL, expires_at BIGINT,
  seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, sku, lot)
);
CREATE INDEX lot_seq ON lot (site_id, seq);

CREATE TABLE serial (
  site_id TEXT NOT NULL, sku TEXT NOT NULL, serial TEXT NOT NULL, place TEXT NOT NULL,
  lot TEXT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, sku, serial)
);
CREATE INDEX serial_seq ON serial (site_id, seq);
CREATE INDEX serial_place ON serial (site_id, place, sku);

CREATE TABLE orders (
  site_id TEXT NOT NULL, order_id TEXT NOT NULL, channel TEXT NOT NULL, ref TEXT NOT NULL,
  customer TEXT NOT NULL, ship_to TEXT NOT NULL,
  placed_at BIGINT NOT NULL, ship_by BIGINT NOT NULL,
  carrier TEXT NOT NULL, service TEXT NOT NULL, payment TEXT NOT NULL,
  priority BIGINT NOT NULL, state TEXT NOT NULL, digest TEXT NOT NULL,
  note TEXT NOT NULL, gift_note TEXT NOT NULL, ship_policy TEXT NOT NULL,
  allows_substitute BIGINT NOT NULL, hold TEXT NOT NULL, hold_note TEXT NOT NULL,
  reserved_until BIGINT, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, order_id),
  UNIQUE (site_id, channel, ref)
);
CREATE INDEX orders_seq ON orders (site_id, seq);
CREATE INDEX orders_state ON orders (site_id, state, ship_by, placed_at);
CREATE INDEX orders_ref ON orders (site_id, ref);
CREATE INDEX orders_reserved_until ON orders (site_id, reserved_until);

CREATE TABLE order_line (
  site_id TEXT NOT NULL, order_id TEXT NOT NULL, line_no BIGINT NOT NULL,
  sku TEXT NOT NULL, name TEXT NOT NULL, price_minor BIGINT NOT NULL,
  qty_each BIGINT NOT NULL CHECK (qty_each > 0),
  open_each BIGINT NOT NULL CHECK (open_each >= 0),
  backordered_each BIGINT NOT NULL CHECK (backordered_each >= 0),
  reserved_each BIGINT NOT NULL CHECK (reserved_each >= 0),
  allocated_each BIGINT NOT NULL CHECK (allocated_each >= 0),
  picked_each BIGINT NOT NULL CHECK (picked_each >= 0),
  packed_each BIGINT NOT NULL CHECK (packed_each >= 0),
  shipped_each BIGINT NOT NULL CHECK (shipped_each >= 0),
  cancelled_each BIGINT NOT NULL CHECK (cancelled_each >= 0), kit TEXT NOT NULL,
  expected_at BIGINT, instead_of BIGINT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, order_id, line_no),
  CHECK (qty_each = open_each + backordered_each + reserved_each + allocated_each
         + picked_each + packed_each + shipped_each + cancelled_each)
);
CREATE INDEX order_line_seq ON order_line (site_id, seq);
CREATE INDEX order_line_sku ON order_line (site_id, sku, backordered_each);

CREATE TABLE cancellation (
  site_id TEXT NOT NULL, channel TEXT NOT NULL, ref TEXT NOT NULL, row_no BIGINT NOT NULL,
  customer TEXT NOT NULL, sku TEXT NOT NULL, qty_each BIGINT NOT NULL, at BIGINT NOT NULL,
  order_id TEXT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, channel, ref, sku, row_no)
);
CREATE INDEX cancellation_seq ON cancellation (site_id, seq);

CREATE TABLE movement (
  site_id TEXT NOT NULL, op_id TEXT NOT NULL, n BIGINT NOT NULL, sku TEXT NOT NULL,
  qty_each BIGINT NOT NULL CHECK (qty_each > 0),
  source TEXT NOT NULL, target TEXT NOT NULL, at BIGINT NOT NULL, lot TEXT NOT NULL,
  serial TEXT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, op_id, n),
  CHECK (source <> target),
  CHECK (serial = '' OR qty_each = 1)
);
CREATE INDEX movement_seq ON movement (site_id, seq);
CREATE INDEX movement_sku ON movement (site_id, sku, seq);
CREATE INDEX movement_at ON movement (site_id, at);

CREATE TABLE balance (
  site_id TEXT NOT NULL, place TEXT NOT NULL, sku TEXT NOT NULL,
  lot TEXT NOT NULL, qty_each BIGINT NOT NULL,
  allocated_each BIGINT NOT NULL CHECK (allocated_each >= 0), since BIGINT,
  seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, place, sku, lot),
  CHECK (qty_each >= 0 OR place LIKE '@%')
);
CREATE INDEX balance_seq ON balance (site_id, seq);
CREATE INDEX balance_sku ON balance (site_id, sku);

CREATE TABLE availability (
  site_id TEXT NOT NULL, sku TEXT NOT NULL, on_hand_each BIGINT NOT NULL,
  reserved_each BIGINT NOT NULL CHECK (reserved_each >= 0), safety_each BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, sku)
);
CREATE INDEX availability_seq ON availability (site_id, seq);

CREATE TABLE pick_list (
  site_id TEXT NOT NULL, list_id TEXT NOT NULL, order_id TEXT NOT NULL, zone TEXT NOT NULL,
  method TEXT NOT NULL, wave_id TEXT NOT NULL,
  step BIGINT NOT NULL, state TEXT NOT NULL, priority BIGINT NOT NULL,
  ship_by BIGINT NOT NULL, tote TEXT NOT NULL, station TEXT NOT NULL, badge TEXT NOT NULL,
  until BIGINT, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, list_id)
);
CREATE INDEX pick_list_seq ON pick_list (site_id, seq);
CREATE INDEX pick_list_zone ON pick_list (site_id, zone, state);
CREATE INDEX pick_list_order ON pick_list (site_id, order_id);
CREATE INDEX pick_list_badge ON pick_list (site_id, badge, state);
CREATE INDEX pick_list_wave ON pick_list (site_id, wave_id);

CREATE TABLE pick_task (
  site_id TEXT NOT NULL, task_id TEXT NOT NULL, list_id TEXT NOT NULL,
  order_id TEXT NOT NULL, line_no BIGINT NOT NULL, bin_code TEXT NOT NULL,
  sku TEXT NOT NULL, lot TEXT NOT NULL, qty_each BIGINT NOT NULL CHECK (qty_each > 0),
  picked_each BIGINT NOT NULL CHECK (picked_each >= 0), state TEXT NOT NULL,
  reason TEXT NOT NULL, turn BIGINT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, task_id)
);
CREATE INDEX pick_task_seq ON pick_task (site_id, seq);
CREATE INDEX pick_task_list ON pick_task (site_id, list_id);
CREATE INDEX pick_task_bin ON pick_task (site_id, bin_code, sku, state);
CREATE INDEX pick_task_order ON pick_task (site_id, order_id);

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

CREATE TABLE tote (
  site_id TEXT NOT NULL, tote TEXT NOT NULL, state TEXT NOT NULL, order_id TEXT NOT NULL,
  stands_at TEXT NOT NULL, list_id TEXT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, tote)
);
CREATE INDEX tote_seq ON tote (site_id, seq);
CREATE INDEX tote_order ON tote (site_id, order_id);

CREATE TABLE put_back (
  site_id TEXT NOT NULL, put_back_id TEXT NOT NULL, order_id TEXT NOT NULL,
  line_no BIGINT NOT NULL, sku TEXT NOT NULL,
  qty_each BIGINT NOT NULL CHECK (qty_each > 0),
  source TEXT NOT NULL, bin_code TEXT NOT NULL,
  done_each BIGINT NOT NULL CHECK (done_each >= 0), state TEXT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, put_back_id),
  CHECK (done_each <= qty_each)
);
CREATE INDEX put_back_seq ON put_back (site_id, seq);
CREATE INDEX put_back_order ON put_back (site_id, order_id);
CREATE INDEX put_back_state ON put_back (site_id, state, source);

CREATE TABLE parcel (
  site_id TEXT NOT NULL, parcel_id TEXT NOT NULL, order_id TEXT NOT NULL,
  tote TEXT NOT NULL, carrier TEXT NOT NULL, state TEXT NOT NULL, sscc TEXT NOT NULL,
  weight_g BIGINT NOT NULL, manifest_id TEXT NOT NULL, number BIGINT NOT NULL,
  carton TEXT NOT NULL, void_reason TEXT NOT NULL, tracking TEXT NOT NULL,
  tracking_url TEXT NOT NULL, signed_by TEXT NOT NULL, proof TEXT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, parcel_id)
);
CREATE INDEX parcel_seq ON parcel (site_id, seq);
CREATE INDEX parcel_sscc ON parcel (site_id, sscc);
CREATE INDEX parcel_order ON parcel (site_id, order_id);
CREATE INDEX parcel_manifest ON parcel (site_id, manifest_id);
CREATE INDEX parcel_state ON parcel (site_id, state);
CREATE INDEX parcel_tracking ON parcel (site_id, tracking);
CREATE INDEX parcel_tote ON parcel (site_id, tote, state);

CREATE TABLE parcel_line (
  site_id TEXT NOT NULL, parcel_id TEXT NOT NULL, line_no BIGINT NOT NULL,
  sku TEXT NOT NULL, qty_each BIGINT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, parcel_id, line_no)
);
CREATE INDEX parcel_line_seq ON parcel_line (site_id, seq);

CREATE TABLE manifest (
  site_id TEXT NOT NULL, manifest_id TEXT NOT NULL, carrier TEXT NOT NULL,
  state TEXT NOT NULL, opened_at BIGINT NOT NULL, cut_off BIGINT, handed_over_at BIGINT,
  driver TEXT NOT NULL, at_dock TEXT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, manifest_id)
);
CREATE INDEX manifest_seq ON manifest (site_id, seq);
CREATE INDEX manifest_carrier ON manifest (site_id, carrier, opened_at);

CREATE TABLE carton_type (
  site_id TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
  length_mm BIGINT NOT NULL CHECK (length_mm > 0),
  width_mm BIGINT NOT NULL CHECK (width_mm > 0),
  height_mm BIGINT NOT NULL CHECK (height_mm > 0),
  tare_g BIGINT NOT NULL CHECK (tare_g >= 0), most_g BIGINT NOT NULL CHECK (most_g > 0),
  cost_minor BIGINT NOT NULL CHECK (cost_minor >= 0), state TEXT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, code)
);
CREATE INDEX carton_type_seq ON carton_type (site_id, seq);

CREATE TABLE carrier_event (
  site_id TEXT NOT NULL, parcel_id TEXT NOT NULL, event_id TEXT NOT NULL,
  op_id TEXT NOT NULL, event TEXT NOT NULL, at BIGINT NOT NULL, place TEXT NOT NULL,
  note TEXT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, parcel_id, event_id)
);
CREATE INDEX carrier_event_seq ON carrier_event (site_id, seq);
CREATE INDEX carrier_event_op ON carrier_event (site_id, op_id);

CREATE TABLE hospital_stay (
  site_id TEXT NOT NULL, stay_id TEXT NOT NULL, tote TEXT NOT NULL, order_id TEXT NOT NULL,
  place TEXT NOT NULL, reason TEXT NOT NULL, since BIGINT NOT NULL, until BIGINT,
  left_by TEXT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, stay_id)
);
CREATE INDEX hospital_stay_seq ON hospital_stay (site_id, seq);
CREATE INDEX hospital_stay_tote ON hospital_stay (site_id, tote);
CREATE INDEX hospital_stay_order ON hospital_stay (site_id, order_id);

CREATE TABLE notice (
  site_id TEXT NOT NULL, notice_id TEXT NOT NULL, order_id TEXT NOT NULL,
  kind TEXT NOT NULL, facts TEXT NOT NULL, at BIGINT NOT NULL, state TEXT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, notice_id)
);
CREATE INDEX notice_seq ON notice (site_id, seq);

CREATE TABLE purchase_order (
  site_id TEXT NOT NULL, po_id TEXT NOT NULL, ref TEXT NOT NULL, supplier TEXT NOT NULL,
  expected_at BIGINT, state TEXT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, po_id),
  UNIQUE (site_id, ref)
);
CREATE INDEX purchase_order_seq ON purchase_order (site_id, seq);

CREATE TABLE purchase_line (
  site_id TEXT NOT NULL, po_id TEXT NOT NULL, line_no BIGINT NOT NULL, sku TEXT NOT NULL,
  qty_each BIGINT NOT NULL CHECK (qty_each >= 0),
  received_each BIGINT NOT NULL CHECK (received_each >= 0), seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, po_id, line_no)
);
CREATE INDEX purchase_line_seq ON purchase_line (site_id, seq);
CREATE INDEX purchase_line_sku ON purchase_line (site_id, sku);

CREATE TABLE pick_face (
  site_id TEXT NOT NULL, bin_code TEXT NOT NULL, sku TEXT NOT NULL,
  min_each BIGINT NOT NULL CHECK (min_each >= 0),
  max_each BIGINT NOT NULL CHECK (max_each >= min_each), seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, bin_code, sku)
);
CREATE INDEX pick_face_seq ON pick_face (site_id, seq);
CREATE INDEX pick_face_sku ON pick_face (site_id, sku);

CREATE TABLE replenish_task (
  site_id TEXT NOT NULL, task_id TEXT NOT NULL, sku TEXT NOT NULL, lot TEXT NOT NULL,
  qty_each BIGINT NOT NULL CHECK (qty_each > 0), source TEXT NOT NULL,
  target TEXT NOT NULL, why TEXT NOT NULL, at BIGINT NOT NULL, state TEXT NOT NULL,
  moved_each BIGINT NOT NULL CHECK (moved_each >= 0), station TEXT NOT NULL,
  badge TEXT NOT NULL, until BIGINT, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, task_id)
);
CREATE INDEX replenish_task_seq ON replenish_task (site_id, seq);
CREATE INDEX replenish_task_sku ON replenish_task (site_id, sku, state);
CREATE INDEX replenish_task_state ON replenish_task (site_id, state);

CREATE TABLE count_task (
  site_id TEXT NOT NULL, count_id TEXT NOT NULL, bin_code TEXT NOT NULL, sku TEXT NOT NULL,
  lot TEXT NOT NULL, reason TEXT NOT NULL, at BIGINT NOT NULL, state TEXT NOT NULL,
  counted_at BIGINT, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, count_id)
);
CREATE INDEX count_task_seq ON count_task (site_id, seq);
CREATE INDEX count_task_bin ON count_task (site_id, bin_code, sku);
CREATE INDEX count_task_state ON count_task (site_id, state);

CREATE TABLE count_result (
  site_id TEXT NOT NULL, count_id TEXT NOT NULL, n BIGINT NOT NULL, badge TEXT NOT NULL,
  counted_each BIGINT NOT NULL CHECK (counted_each >= 0), books_each BIGINT NOT NULL,
  at BIGINT NOT NULL, missing TEXT NOT NULL, extra TEXT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, count_id, n)
);
CREATE INDEX count_result_seq ON count_result (site_id, seq);

CREATE TABLE adjustment (
  site_id TEXT NOT NULL, op_id TEXT NOT NULL, n BIGINT NOT NULL, bin_code TEXT NOT NULL,
  sku TEXT NOT NULL, lot TEXT NOT NULL, qty_each BIGINT NOT NULL CHECK (qty_each <> 0),
  reason TEXT NOT NULL, note TEXT NOT NULL, badge TEXT NOT NULL, role TEXT NOT NULL,
  at BIGINT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, op_id, n)
);
CREATE INDEX adjustment_seq ON adjustment (site_id, seq);

CREATE TABLE return_order (
  site_id TEXT NOT NULL, return_id TEXT NOT NULL, order_id TEXT NOT NULL,
  reason TEXT NOT NULL, at BIGINT NOT NULL, state TEXT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, return_id)
);
CREATE INDEX return_order_seq ON return_order (site_id, seq);
CREATE INDEX return_order_order ON return_order (site_id, order_id);

CREATE TABLE return_line (
  site_id TEXT NOT NULL, return_id TEXT NOT NULL, sku TEXT NOT NULL,
  qty_each BIGINT NOT NULL CHECK (qty_each >= 0),
  received_each BIGINT NOT NULL CHECK (received_each >= 0),
  restocked_each BIGINT NOT NULL CHECK (restocked_each >= 0),
  scrapped_each BIGINT NOT NULL CHECK (scrapped_each >= 0),
  quarantined_each BIGINT NOT NULL CHECK (quarantined_each >= 0), seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, return_id, sku),
  CHECK (received_each >= restocked_each + scrapped_each + quarantined_each)
);
CREATE INDEX return_line_seq ON return_line (site_id, seq);

CREATE TABLE discrepancy (
  site_id TEXT NOT NULL, discrepancy_id TEXT NOT NULL, op_id TEXT NOT NULL,
  kind TEXT NOT NULL, says TEXT NOT NULL, at BIGINT NOT NULL, state TEXT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, discrepancy_id)
);
CREATE INDEX discrepancy_seq ON discrepancy (site_id, seq);

CREATE TABLE operation (
  site_id TEXT NOT NULL, op_id TEXT NOT NULL, station TEXT NOT NULL,
  station_seq BIGINT NOT NULL, kind TEXT NOT NULL, badge TEXT NOT NULL, at BIGINT NOT NULL,
  body TEXT NOT NULL, digest TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, op_id)
);
CREATE INDEX operation_station ON operation (site_id, station, station_seq);
CREATE INDEX operation_seq ON operation (site_id, seq);

-- Not replicated: what was read from files stays with the shared store.
CREATE TABLE import (
  site_id TEXT NOT NULL, import_id TEXT NOT NULL, name TEXT NOT NULL, format TEXT NOT NULL,
  digest TEXT NOT NULL, at BIGINT NOT NULL, counts TEXT NOT NULL,
  PRIMARY KEY (site_id, import_id)
);
CREATE TABLE import_row (
  site_id TEXT NOT NULL, import_id TEXT NOT NULL, line BIGINT NOT NULL, ref TEXT NOT NULL,
  fate TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (site_id, import_id, line)
);
