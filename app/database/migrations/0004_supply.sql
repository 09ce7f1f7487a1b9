-- What is told to sales channels, how SKUs are bought, and when.
CREATE TABLE published (
  site_id TEXT NOT NULL, sku TEXT NOT NULL,
  available_each BIGINT NOT NULL CHECK (available_each >= 0),
  changed_at BIGINT NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, sku)
);
CREATE INDEX published_seq ON published (site_id, seq);
CREATE INDEX kit_part_part ON kit_part (site_id, part);

-- What could be sold before there was a feed, in one go. A kit has what its parts are for.
INSERT INTO published (site_id, sku, available_each, changed_at, seq)
SELECT known.site_id, known.sku, known.qty_each, 0, site.seq
FROM (
  SELECT site_id, sku, on_hand_each - reserved_each - safety_each AS qty_each
  FROM availability AS plain
  WHERE NOT EXISTS (SELECT 1 FROM kit_part AS part WHERE part.site_id = plain.site_id
    AND part.kit = plain.sku AND part.qty_each > 0)
  UNION ALL
  SELECT part.site_id, part.kit,
    MIN((stock.on_hand_each - stock.reserved_each - stock.safety_each) / part.qty_each)
  FROM kit_part AS part LEFT JOIN availability AS stock
    ON stock.site_id = part.site_id AND stock.sku = part.part
  WHERE part.qty_each > 0
  GROUP BY part.site_id, part.kit HAVING COUNT(stock.sku) = COUNT(*)
) AS known JOIN site ON site.site_id = known.site_id
WHERE known.qty_each > 0;

CREATE TABLE supply (
  site_id TEXT NOT NULL, sku TEXT NOT NULL, supplier TEXT NOT NULL,
  lead_days BIGINT NOT NULL, lead_sd_hours BIGINT NOT NULL,
  pack_each BIGINT NOT NULL CHECK (pack_each > 0),
  min_each BIGINT NOT NULL CHECK (min_each > 0),
  cost_minor BIGINT NOT NULL, service_permille BIGINT NOT NULL,
  review_days BIGINT NOT NULL, point_each BIGINT, target_each BIGINT,
  seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, sku)
);
CREATE INDEX supply_seq ON supply (site_id, seq);

CREATE TABLE reorder (
  site_id TEXT NOT NULL, sku TEXT NOT NULL, point_each BIGINT, target_each BIGINT,
  basis TEXT NOT NULL, days BIGINT NOT NULL, mean_milli BIGINT NOT NULL,
  sd_milli BIGINT NOT NULL, planned_at BIGINT, is_low BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (site_id, sku)
);
CREATE INDEX reorder_seq ON reorder (site_id, seq);
CREATE INDEX reorder_low ON reorder (site_id, is_low);

ALTER TABLE purchase_line ADD COLUMN suggested_each BIGINT NOT NULL DEFAULT 0;
CREATE INDEX purchase_order_state ON purchase_order (site_id, state);
