-- Data of the shop. Every table about a person starts with customer_id and has it first in its key.
-- Columns of type BYTEA whose name is not an id, a token or a hash hold sealed values; crates/features/src/columns.rs names what each holds.
-- Tables under "Ways in" are keyed by a token instead: they lead to a customer and hold nothing else about one.

CREATE TABLE customer (customer_id BYTEA NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, policy_version TEXT NOT NULL,
    created_at BIGINT NOT NULL, verified_at BIGINT, closed_at BIGINT, version BIGINT NOT NULL,
    name BYTEA, email BYTEA, new_email BYTEA, phone BYTEA, password BYTEA,
    PRIMARY KEY (customer_id));

CREATE TABLE clearance (customer_id BYTEA NOT NULL, state TEXT NOT NULL, asked_at BIGINT NOT NULL, decided_at BIGINT, expires_at BIGINT NOT NULL,
    policy_version TEXT NOT NULL, birth_date BYTEA, guardian BYTEA,
    PRIMARY KEY (customer_id));

CREATE TABLE choice (customer_id BYTEA NOT NULL, name TEXT NOT NULL, state BIGINT NOT NULL, at BIGINT NOT NULL,
    policy_version TEXT NOT NULL, wording_hash BYTEA NOT NULL, channel TEXT NOT NULL,
    PRIMARY KEY (customer_id, name));

CREATE TABLE choice_event (customer_id BYTEA NOT NULL, event_id BYTEA NOT NULL, name TEXT NOT NULL, state BIGINT NOT NULL, at BIGINT NOT NULL,
    policy_version TEXT NOT NULL, wording_hash BYTEA NOT NULL, channel TEXT NOT NULL,
    PRIMARY KEY (customer_id, event_id));

CREATE TABLE objection (customer_id BYTEA NOT NULL, purpose TEXT NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (customer_id, purpose));

CREATE TABLE request (customer_id BYTEA NOT NULL, request_id BYTEA NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
    opened_at BIGINT NOT NULL, closed_at BIGINT, words BYTEA,
    PRIMARY KEY (customer_id, request_id));
CREATE INDEX request_open ON request (opened_at) WHERE state = 'open';

CREATE TABLE basket (customer_id BYTEA NOT NULL, version BIGINT NOT NULL, updated_at BIGINT NOT NULL, lines BYTEA, wishes BYTEA, undo BYTEA,
    PRIMARY KEY (customer_id));

CREATE TABLE address (customer_id BYTEA NOT NULL, address_id BYTEA NOT NULL, kind TEXT NOT NULL, is_default BIGINT NOT NULL,
    updated_at BIGINT NOT NULL, version BIGINT NOT NULL, recipient BYTEA, lines BYTEA,
    PRIMARY KEY (customer_id, address_id));

CREATE TABLE card (customer_id BYTEA NOT NULL, card_id BYTEA NOT NULL, state TEXT NOT NULL, created_at BIGINT NOT NULL, billing_address_id BYTEA,
    tries BIGINT NOT NULL, stand_in BYTEA, digits BYTEA,
    PRIMARY KEY (customer_id, card_id));

CREATE TABLE checkout (customer_id BYTEA NOT NULL, checkout_id BYTEA NOT NULL, state TEXT NOT NULL, attempt BIGINT NOT NULL,
    created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, service TEXT, keep_card BIGINT NOT NULL, card_id BYTEA,
    total_minor BIGINT NOT NULL, currency TEXT NOT NULL, totals_hash BYTEA,
    name BYTEA, email BYTEA, phone BYTEA, home BYTEA, shipping BYTEA, billing BYTEA, items BYTEA,
    PRIMARY KEY (customer_id, checkout_id));

CREATE TABLE payment (customer_id BYTEA NOT NULL, payment_id BYTEA NOT NULL, checkout_id BYTEA NOT NULL, attempt BIGINT NOT NULL, state TEXT NOT NULL,
    amount_minor BIGINT NOT NULL, currency TEXT NOT NULL, partner_ref TEXT, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, order_id BYTEA,
    PRIMARY KEY (customer_id, payment_id), UNIQUE (customer_id, checkout_id, attempt));

CREATE TABLE orders (customer_id BYTEA NOT NULL, order_id BYTEA NOT NULL, number TEXT NOT NULL, state TEXT NOT NULL, payment_state TEXT NOT NULL,
    fulfilment_state TEXT NOT NULL, waits TEXT, placed_at BIGINT NOT NULL, dispatched_at BIGINT, delivered_at BIGINT, closed_at BIGINT,
    total_minor BIGINT NOT NULL, currency TEXT NOT NULL, service TEXT NOT NULL, policy_version TEXT NOT NULL,
    name BYTEA, email BYTEA, phone BYTEA, shipping BYTEA, billing BYTEA, items BYTEA, payment BYTEA, delivery BYTEA,
    PRIMARY KEY (customer_id, order_id));

CREATE TABLE order_event (customer_id BYTEA NOT NULL, order_id BYTEA NOT NULL, event_id BYTEA NOT NULL, at BIGINT NOT NULL, what TEXT NOT NULL,
    PRIMARY KEY (customer_id, order_id, event_id));

CREATE TABLE shipment (customer_id BYTEA NOT NULL, shipment_id BYTEA NOT NULL, order_id BYTEA NOT NULL, state TEXT NOT NULL,
    requested_at BIGINT NOT NULL, handed_at BIGINT, next_at BIGINT NOT NULL, tries BIGINT NOT NULL, courier_ref TEXT, tracking TEXT,
    PRIMARY KEY (customer_id, shipment_id), UNIQUE (customer_id, order_id));

CREATE TABLE message (customer_id BYTEA NOT NULL, message_id BYTEA NOT NULL, kind TEXT NOT NULL, reference BYTEA, state TEXT NOT NULL,
    created_at BIGINT NOT NULL, sent_at BIGINT,
    PRIMARY KEY (customer_id, message_id));

CREATE TABLE ledger (customer_id BYTEA NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, leaf BYTEA NOT NULL, head BYTEA NOT NULL, body BYTEA NOT NULL,
    PRIMARY KEY (customer_id, seq));

-- Ways in: from a token, a number or a partner's reference to the customer it belongs to.
CREATE TABLE blind_index (token BYTEA NOT NULL, kind TEXT NOT NULL, customer_id BYTEA NOT NULL, PRIMARY KEY (token));
CREATE TABLE session (token BYTEA NOT NULL, customer_id BYTEA, staff_id BYTEA, created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
    PRIMARY KEY (token));
CREATE INDEX session_customer ON session (customer_id);
CREATE TABLE handle (token BYTEA NOT NULL, kind TEXT NOT NULL, customer_id BYTEA NOT NULL, reference BYTEA, expires_at BIGINT NOT NULL, PRIMARY KEY (token));
CREATE INDEX handle_customer ON handle (customer_id);
CREATE TABLE order_number (number TEXT NOT NULL, customer_id BYTEA NOT NULL, order_id BYTEA NOT NULL, PRIMARY KEY (number));
CREATE TABLE payment_ref (partner_ref TEXT NOT NULL, customer_id BYTEA NOT NULL, payment_id BYTEA NOT NULL, PRIMARY KEY (partner_ref));
CREATE TABLE courier_ref (courier_ref TEXT NOT NULL, customer_id BYTEA NOT NULL, shipment_id BYTEA NOT NULL, PRIMARY KEY (courier_ref));

-- Work to do, keyed by the work: ids only, never a value.
CREATE TABLE outbox (message_id BYTEA NOT NULL, customer_id BYTEA NOT NULL, kind TEXT NOT NULL, reference BYTEA, due_at BIGINT NOT NULL, tries BIGINT NOT NULL,
    PRIMARY KEY (message_id));
CREATE INDEX outbox_due ON outbox (due_at);
CREATE TABLE fulfilment (order_id BYTEA NOT NULL, customer_id BYTEA NOT NULL, number TEXT NOT NULL, placed_at BIGINT NOT NULL, state TEXT NOT NULL, waits TEXT,
    PRIMARY KEY (order_id));
CREATE TABLE due (kind TEXT NOT NULL, customer_id BYTEA NOT NULL, reference BYTEA NOT NULL, due_at BIGINT NOT NULL,
    PRIMARY KEY (kind, customer_id, reference));
CREATE INDEX due_due ON due (due_at);
CREATE TABLE webhook_seen (event_id TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (event_id));

-- The shop's own: nothing about a customer.
CREATE TABLE staff (staff_id BYTEA NOT NULL, username TEXT NOT NULL, role TEXT NOT NULL, password TEXT NOT NULL, created_at BIGINT NOT NULL,
    PRIMARY KEY (staff_id), UNIQUE (username));
CREATE TABLE agreement (party TEXT NOT NULL, document TEXT NOT NULL, from_at BIGINT NOT NULL, until_at BIGINT NOT NULL, set_by TEXT NOT NULL, set_at BIGINT NOT NULL,
    PRIMARY KEY (party));
CREATE TABLE stock (sku TEXT NOT NULL, on_hand BIGINT NOT NULL, PRIMARY KEY (sku));
CREATE TABLE reservation (sku TEXT NOT NULL, payment_id BYTEA NOT NULL, quantity BIGINT NOT NULL, until_at BIGINT NOT NULL, PRIMARY KEY (sku, payment_id));
CREATE TABLE counter (name TEXT NOT NULL, value BIGINT NOT NULL, PRIMARY KEY (name));
