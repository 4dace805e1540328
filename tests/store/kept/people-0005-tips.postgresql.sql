CREATE SCHEMA kept_as_it_was;

CREATE TABLE kept_as_it_was.accounts (
    name character varying NOT NULL COLLATE pg_catalog."C",
    role character varying(10) NOT NULL,
    password character varying NOT NULL COLLATE pg_catalog."C",
    made_at character varying(20) NOT NULL,
    is_closed boolean NOT NULL
);

CREATE TABLE kept_as_it_was.audit (
    id integer NOT NULL,
    at character varying(20) NOT NULL,
    who character varying NOT NULL COLLATE pg_catalog."C",
    did character varying NOT NULL COLLATE pg_catalog."C",
    what character varying NOT NULL COLLATE pg_catalog."C"
);

CREATE SEQUENCE kept_as_it_was.audit_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE kept_as_it_was.audit_id_seq OWNED BY kept_as_it_was.audit.id;

CREATE TABLE kept_as_it_was.calls (
    id character varying(40) NOT NULL,
    webhook character varying(16) NOT NULL,
    article character varying NOT NULL COLLATE pg_catalog."C",
    body bytea NOT NULL,
    state character varying(10) NOT NULL,
    tries integer NOT NULL,
    due_at character varying(20) NOT NULL,
    answer character varying COLLATE pg_catalog."C"
);

CREATE TABLE kept_as_it_was.deliveries (
    edition character varying NOT NULL COLLATE pg_catalog."C",
    key character varying NOT NULL COLLATE pg_catalog."C",
    address character varying NOT NULL COLLATE pg_catalog."C",
    state character varying(10) NOT NULL,
    tries integer NOT NULL,
    at character varying(20) NOT NULL,
    answer character varying COLLATE pg_catalog."C"
);

CREATE TABLE kept_as_it_was.erasures (
    id character varying(16) NOT NULL,
    digest character varying(64) NOT NULL,
    at character varying(20) NOT NULL,
    deliveries integer NOT NULL
);

CREATE TABLE kept_as_it_was.login_tries (
    key character varying NOT NULL COLLATE pg_catalog."C",
    count integer NOT NULL,
    at character varying(20) NOT NULL
);

CREATE TABLE kept_as_it_was.migrations (
    name character varying(200) NOT NULL
);

CREATE TABLE kept_as_it_was.saved_searches (
    name character varying NOT NULL COLLATE pg_catalog."C",
    label character varying NOT NULL COLLATE pg_catalog."C",
    query character varying NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE kept_as_it_was.sessions (
    digest character varying(64) NOT NULL,
    name character varying NOT NULL COLLATE pg_catalog."C",
    secret character varying(64) NOT NULL,
    begun_at character varying(20) NOT NULL,
    rotated_at character varying(20) NOT NULL,
    seen_at character varying(20) NOT NULL,
    ends_at character varying(20)
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

CREATE TABLE kept_as_it_was.tips (
    address character varying NOT NULL COLLATE pg_catalog."C",
    url character varying NOT NULL COLLATE pg_catalog."C",
    words character varying NOT NULL COLLATE pg_catalog."C",
    sent_by character varying NOT NULL COLLATE pg_catalog."C",
    at character varying(20) NOT NULL,
    state character varying(10) NOT NULL,
    done_by character varying COLLATE pg_catalog."C"
);

CREATE TABLE kept_as_it_was.tokens (
    digest character varying(64) NOT NULL,
    id character varying(12) NOT NULL,
    name character varying NOT NULL COLLATE pg_catalog."C",
    label character varying NOT NULL COLLATE pg_catalog."C",
    scope character varying(10) NOT NULL,
    made_at character varying(20) NOT NULL,
    used_at character varying(20)
);

CREATE TABLE kept_as_it_was.visits (
    name character varying NOT NULL COLLATE pg_catalog."C",
    seen_at character varying(20) NOT NULL,
    before integer NOT NULL,
    now integer NOT NULL,
    was_here character varying(20)
);

CREATE TABLE kept_as_it_was.webhooks (
    id character varying(16) NOT NULL,
    url character varying NOT NULL COLLATE pg_catalog."C",
    secret character varying NOT NULL COLLATE pg_catalog."C",
    topic character varying NOT NULL COLLATE pg_catalog."C",
    minimum_heat integer NOT NULL,
    since character varying(20) NOT NULL
);

ALTER TABLE ONLY kept_as_it_was.audit ALTER COLUMN id SET DEFAULT nextval('kept_as_it_was.audit_id_seq'::regclass);

INSERT INTO kept_as_it_was.accounts VALUES ('ada', 'owner', 'no hash', '2026-11-15T20:00:00Z', false);

INSERT INTO kept_as_it_was.audit VALUES (1, '2026-11-15T20:00:00Z', 'ada', 'hide', '_news/2026-11-15-a.md');

INSERT INTO kept_as_it_was.calls VALUES ('call', 'hook', 'https://a.example/1', '\x78', 'waiting', 0, '2026-11-15T20:00:00Z', NULL);

INSERT INTO kept_as_it_was.deliveries VALUES ('2026-11-15', 'ada@lumen.example', 'Ada@Lumen.example', 'sent', 1, '2026-11-15T20:00:00Z', '250 taken');

INSERT INTO kept_as_it_was.erasures VALUES ('0123456789abcdef', '00', '2026-11-15T20:00:00Z', 3);

INSERT INTO kept_as_it_was.migrations VALUES ('0001-subscribers');
INSERT INTO kept_as_it_was.migrations VALUES ('0002-deliveries');
INSERT INTO kept_as_it_was.migrations VALUES ('0003-webhooks');
INSERT INTO kept_as_it_was.migrations VALUES ('0004-desk');
INSERT INTO kept_as_it_was.migrations VALUES ('0005-tips');

INSERT INTO kept_as_it_was.subscribers VALUES ('ada@lumen.example', 'Ada@Lumen.example', 'subscribed', '["AI"]', 'token-of-ada', 'the form on the site', '2026-11-15T20:00:00Z', '2026-11-15T20:00:00Z', '2026-11-15T20:05:00Z', NULL, 0, NULL, NULL);

INSERT INTO kept_as_it_was.tokens VALUES ('00', 'abcdef012345', 'ada', 'a script', 'reader', '2026-11-15T20:00:00Z', NULL);

INSERT INTO kept_as_it_was.webhooks VALUES ('hook', 'https://listener.example/in', 'secret', 'AI', 40, '2026-11-15T20:00:00Z');

SELECT pg_catalog.setval('kept_as_it_was.audit_id_seq', 1, true);

ALTER TABLE ONLY kept_as_it_was.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (name);

ALTER TABLE ONLY kept_as_it_was.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY kept_as_it_was.calls
    ADD CONSTRAINT calls_pkey PRIMARY KEY (id);

ALTER TABLE ONLY kept_as_it_was.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (edition, key);

ALTER TABLE ONLY kept_as_it_was.erasures
    ADD CONSTRAINT erasures_pkey PRIMARY KEY (id);

ALTER TABLE ONLY kept_as_it_was.login_tries
    ADD CONSTRAINT login_tries_pkey PRIMARY KEY (key);

ALTER TABLE ONLY kept_as_it_was.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (name);

ALTER TABLE ONLY kept_as_it_was.saved_searches
    ADD CONSTRAINT saved_searches_pkey PRIMARY KEY (name, label);

ALTER TABLE ONLY kept_as_it_was.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (digest);

ALTER TABLE ONLY kept_as_it_was.subscribers
    ADD CONSTRAINT subscribers_pkey PRIMARY KEY (key);

ALTER TABLE ONLY kept_as_it_was.tips
    ADD CONSTRAINT tips_pkey PRIMARY KEY (address);

ALTER TABLE ONLY kept_as_it_was.tokens
    ADD CONSTRAINT tokens_pkey PRIMARY KEY (digest);

ALTER TABLE ONLY kept_as_it_was.visits
    ADD CONSTRAINT visits_pkey PRIMARY KEY (name);

ALTER TABLE ONLY kept_as_it_was.webhooks
    ADD CONSTRAINT webhooks_pkey PRIMARY KEY (id);

CREATE INDEX audit_by_who ON kept_as_it_was.audit USING btree (who, id);

CREATE INDEX calls_by_state ON kept_as_it_was.calls USING btree (state, due_at);

CREATE UNIQUE INDEX calls_by_webhook ON kept_as_it_was.calls USING btree (webhook, article);

CREATE INDEX deliveries_by_key ON kept_as_it_was.deliveries USING btree (key);

CREATE INDEX deliveries_by_state ON kept_as_it_was.deliveries USING btree (edition, state, key);

CREATE INDEX sessions_by_name ON kept_as_it_was.sessions USING btree (name);

CREATE INDEX subscribers_by_state ON kept_as_it_was.subscribers USING btree (state, key);

CREATE UNIQUE INDEX subscribers_by_token ON kept_as_it_was.subscribers USING btree (token);

CREATE INDEX tips_by_sender ON kept_as_it_was.tips USING btree (sent_by, at);

CREATE INDEX tips_by_state ON kept_as_it_was.tips USING btree (state, at);

CREATE INDEX tokens_by_name ON kept_as_it_was.tokens USING btree (name);
