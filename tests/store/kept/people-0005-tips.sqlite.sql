BEGIN TRANSACTION;
CREATE TABLE accounts (
	name TEXT NOT NULL, 
	role VARCHAR(10) NOT NULL, 
	password TEXT NOT NULL, 
	made_at VARCHAR(20) NOT NULL, 
	is_closed BOOLEAN NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "accounts" VALUES('ada','owner','no hash','2026-11-15T20:00:00Z',0);
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at VARCHAR(20) NOT NULL, 
	who TEXT NOT NULL, 
	did TEXT NOT NULL, 
	what TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "audit" VALUES(1,'2026-11-15T20:00:00Z','ada','hide','_news/2026-11-15-a.md');
CREATE TABLE calls (
	id VARCHAR(40) NOT NULL, 
	webhook VARCHAR(16) NOT NULL, 
	article TEXT NOT NULL, 
	body BLOB NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	tries INTEGER NOT NULL, 
	due_at VARCHAR(20) NOT NULL, 
	answer TEXT, 
	PRIMARY KEY (id)
);
INSERT INTO "calls" VALUES('call','hook','https://a.example/1',X'78','waiting',0,'2026-11-15T20:00:00Z',NULL);
CREATE TABLE deliveries (
	edition TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	address TEXT NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	tries INTEGER NOT NULL, 
	at VARCHAR(20) NOT NULL, 
	answer TEXT, 
	PRIMARY KEY (edition, "key")
);
INSERT INTO "deliveries" VALUES('2026-11-15','ada@lumen.example','Ada@Lumen.example','sent',1,'2026-11-15T20:00:00Z','250 taken');
CREATE TABLE erasures (
	id VARCHAR(16) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	at VARCHAR(20) NOT NULL, 
	deliveries INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "erasures" VALUES('0123456789abcdef','00','2026-11-15T20:00:00Z',3);
CREATE TABLE login_tries (
	"key" TEXT NOT NULL, 
	count INTEGER NOT NULL, 
	at VARCHAR(20) NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE migrations (
	name VARCHAR(200) NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "migrations" VALUES('0001-subscribers');
INSERT INTO "migrations" VALUES('0002-deliveries');
INSERT INTO "migrations" VALUES('0003-webhooks');
INSERT INTO "migrations" VALUES('0004-desk');
INSERT INTO "migrations" VALUES('0005-tips');
CREATE TABLE saved_searches (
	name TEXT NOT NULL, 
	label TEXT NOT NULL, 
	"query" TEXT NOT NULL, 
	PRIMARY KEY (name, label)
);
CREATE TABLE sessions (
	digest VARCHAR(64) NOT NULL, 
	name TEXT NOT NULL, 
	secret VARCHAR(64) NOT NULL, 
	begun_at VARCHAR(20) NOT NULL, 
	rotated_at VARCHAR(20) NOT NULL, 
	seen_at VARCHAR(20) NOT NULL, 
	ends_at VARCHAR(20), 
	PRIMARY KEY (digest)
);
CREATE TABLE subscribers (
	"key" TEXT NOT NULL, 
	address TEXT NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	topics TEXT NOT NULL, 
	token VARCHAR(64) NOT NULL, 
	consent TEXT NOT NULL, 
	asked_at VARCHAR(20) NOT NULL, 
	invited_at VARCHAR(20), 
	confirmed_at VARCHAR(20), 
	left_at VARCHAR(20), 
	bounces INTEGER NOT NULL, 
	bounced_at VARCHAR(20), 
	bounce TEXT, 
	PRIMARY KEY ("key")
);
INSERT INTO "subscribers" VALUES('ada@lumen.example','Ada@Lumen.example','subscribed','["AI"]','token-of-ada','the form on the site','2026-11-15T20:00:00Z','2026-11-15T20:00:00Z','2026-11-15T20:05:00Z',NULL,0,NULL,NULL);
CREATE TABLE tips (
	address TEXT NOT NULL, 
	url TEXT NOT NULL, 
	words TEXT NOT NULL, 
	sent_by TEXT NOT NULL, 
	at VARCHAR(20) NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	done_by TEXT, 
	PRIMARY KEY (address)
);
CREATE TABLE tokens (
	digest VARCHAR(64) NOT NULL, 
	id VARCHAR(12) NOT NULL, 
	name TEXT NOT NULL, 
	label TEXT NOT NULL, 
	scope VARCHAR(10) NOT NULL, 
	made_at VARCHAR(20) NOT NULL, 
	used_at VARCHAR(20), 
	PRIMARY KEY (digest)
);
INSERT INTO "tokens" VALUES('00','abcdef012345','ada','a script','reader','2026-11-15T20:00:00Z',NULL);
CREATE TABLE visits (
	name TEXT NOT NULL, 
	seen_at VARCHAR(20) NOT NULL, 
	"before" INTEGER NOT NULL, 
	now INTEGER NOT NULL, 
	was_here VARCHAR(20), 
	PRIMARY KEY (name)
);
CREATE TABLE webhooks (
	id VARCHAR(16) NOT NULL, 
	url TEXT NOT NULL, 
	secret TEXT NOT NULL, 
	topic TEXT NOT NULL, 
	minimum_heat INTEGER NOT NULL, 
	since VARCHAR(20) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "webhooks" VALUES('hook','https://listener.example/in','secret','AI',40,'2026-11-15T20:00:00Z');
CREATE INDEX subscribers_by_state ON subscribers (state, "key");
CREATE UNIQUE INDEX subscribers_by_token ON subscribers (token);
CREATE INDEX deliveries_by_state ON deliveries (edition, state, "key");
CREATE INDEX deliveries_by_key ON deliveries ("key");
CREATE INDEX calls_by_state ON calls (state, due_at);
CREATE UNIQUE INDEX calls_by_webhook ON calls (webhook, article);
CREATE INDEX audit_by_who ON audit (who, id);
CREATE INDEX sessions_by_name ON sessions (name);
CREATE INDEX tokens_by_name ON tokens (name);
CREATE INDEX tips_by_sender ON tips (sent_by, at);
CREATE INDEX tips_by_state ON tips (state, at);
COMMIT;
