CREATE SCHEMA kept_as_it_was;

CREATE TABLE kept_as_it_was.erasures (
    id character varying(16) NOT NULL,
    digest character varying(64) NOT NULL,
    at character varying(20) NOT NULL,
    deliveries integer NOT NULL
);

CREATE TABLE kept_as_it_was.migrations (
    name character varying(200) NOT NULL
);

CREATE TABLE kept_as_it_was.subscribers (
    key character varying NOT NULL COLLATE pg_catalog."C",
    address character varying NOT NULL COLLATE pg_catalog."C",
    state character varying(12) NOT NULL,
    topics character varying NOT NULL COLLATE pg_catalog."C",
    token character varying(64) NOT NULL,
    consent character varying NOT NULL COLLATE pg_catalog."C",
    asked_at character varying(20) NOT NULL,
    invited_at character varying(20),
    confirmed_at character varying(20),
    left_at character varying(20),
    bounces integer NOT NULL,
    bounced_at character varying(20),
    bounce character varying COLLATE pg_catalog."C"
);

INSERT INTO kept_as_it_was.erasures VALUES ('0123456789abcdef', '00', '2026-11-15T20:00:00Z', 3);

INSERT INTO kept_as_it_was.migrations VALUES ('0001-subscribers');

INSERT INTO kept_as_it_was.subscribers VALUES ('ada@lumen.example', 'Ada@Lumen.example', 'subscribed', '["AI"]', 'token-of-ada', 'the form on the site', '2026-11-15T20:00:00Z', '2026-11-15T20:00:00Z', '2026-11-15T20:05:00Z', NULL, 0, NULL, NULL);

ALTER TABLE ONLY kept_as_it_was.erasures
    ADD CONSTRAINT erasures_pkey PRIMARY KEY (id);

ALTER TABLE ONLY kept_as_it_was.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (name);

ALTER TABLE ONLY kept_as_it_was.subscribers
    ADD CONSTRAINT subscribers_pkey PRIMARY KEY (key);

CREATE INDEX subscribers_by_state ON kept_as_it_was.subscribers USING btree (state, key);

CREATE UNIQUE INDEX subscribers_by_token ON kept_as_it_was.subscribers USING btree (token);
