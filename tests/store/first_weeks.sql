-- The store as the newsfold of the first weeks made it: its exact tables, both steps taken.
CREATE TABLE migrations ( name VARCHAR(200) NOT NULL, PRIMARY KEY (name) );
CREATE TABLE sources ( url TEXT NOT NULL, etag TEXT, last_modified TEXT, title TEXT, checked_at VARCHAR(20), succeeded_at VARCHAR(20), failures INTEGER NOT NULL, error TEXT, entry_count INTEGER NOT NULL, PRIMARY KEY (url) );
CREATE TABLE entries ( source TEXT NOT NULL, id TEXT NOT NULL, address TEXT NOT NULL, state VARCHAR(10) NOT NULL, tries INTEGER NOT NULL, entry BLOB NOT NULL, PRIMARY KEY (source, id) );
CREATE INDEX entries_by_state ON entries (state);
CREATE TABLE drafts ( address TEXT NOT NULL, state VARCHAR(10) NOT NULL, path TEXT, draft BLOB NOT NULL, PRIMARY KEY (address) );
CREATE INDEX drafts_by_state ON drafts (state);
CREATE INDEX drafts_by_path ON drafts (path);
CREATE TABLE aliases ( address TEXT NOT NULL, article TEXT NOT NULL, PRIMARY KEY (address) );
CREATE TABLE rejected ( url TEXT NOT NULL, stage VARCHAR(10) NOT NULL, reason TEXT NOT NULL, source TEXT, at VARCHAR(20) NOT NULL, draft BLOB, PRIMARY KEY (url) );
CREATE TABLE records ( path TEXT NOT NULL, stamp TEXT NOT NULL, prints BLOB NOT NULL, published_at VARCHAR(20) NOT NULL, PRIMARY KEY (path) );
CREATE INDEX records_by_time ON records (published_at);
CREATE TABLE addresses ( address TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (address) );
CREATE INDEX addresses_by_path ON addresses (path);
CREATE TABLE edits ( path TEXT NOT NULL, field VARCHAR(40) NOT NULL, PRIMARY KEY (path, field) );
CREATE TABLE writings ( path TEXT NOT NULL, digest VARCHAR(64) NOT NULL, PRIMARY KEY (path) );
CREATE TABLE stories ( id TEXT NOT NULL, lead TEXT NOT NULL, story BLOB NOT NULL, PRIMARY KEY (id) );
CREATE INDEX stories_by_lead ON stories (lead);
INSERT INTO migrations VALUES ('0001-first-tables'), ('0002-index-of-records');
