BEGIN TRANSACTION;
CREATE TABLE erasures (
	id VARCHAR(16) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	at VARCHAR(20) NOT NULL, 
	deliveries INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "erasures" VALUES('0123456789abcdef','00','2026-11-15T20:00:00Z',3);
CREATE TABLE migrations (
	name VARCHAR(200) NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "migrations" VALUES('0001-subscribers');
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
CREATE INDEX subscribers_by_state ON subscribers (state, "key");
CREATE UNIQUE INDEX subscribers_by_token ON subscribers (token);
COMMIT;
