-- What belongs to somebody is removed by their number. In these tables it does not begin the key, so that each removal went
-- through everybody's rows.
CREATE INDEX blind_index_customer ON blind_index (customer_id);
CREATE INDEX order_number_customer ON order_number (customer_id);
CREATE INDEX payment_ref_customer ON payment_ref (customer_id);
CREATE INDEX courier_ref_customer ON courier_ref (customer_id);
CREATE INDEX outbox_customer ON outbox (customer_id);
CREATE INDEX due_customer ON due (customer_id);
