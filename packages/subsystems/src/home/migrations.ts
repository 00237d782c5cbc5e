/**
 * What takes a database from each version to the next: the first entry makes version 1. Once released an entry never changes;
 * whoever needs another table or column adds an entry at the end.
 */
export const migrations: readonly string[] = [
  `CREATE TABLE nkv (
     name TEXT NOT NULL PRIMARY KEY,
     value TEXT NOT NULL,
     expires_at INTEGER
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX nkv_expiring ON nkv (expires_at) WHERE expires_at IS NOT NULL;

   CREATE TABLE grants (
     subsystem TEXT NOT NULL,
     key TEXT NOT NULL,
     holder TEXT NOT NULL,
     level TEXT NOT NULL CHECK (level IN ('read', 'write', 'owner')),
     PRIMARY KEY (subsystem, key, holder, level)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX grants_by_holder ON grants (holder, key);
   CREATE TABLE grants_version (version INTEGER NOT NULL) STRICT;
   INSERT INTO grants_version VALUES (0);
   CREATE TRIGGER grants_given AFTER INSERT ON grants BEGIN UPDATE grants_version SET version = version + 1; END;
   CREATE TRIGGER grants_taken AFTER DELETE ON grants BEGIN UPDATE grants_version SET version = version + 1; END;`,
];
