-- One row per event id that was stored: the guard against repetition.
CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY) WITHOUT ROWID;

-- One row per batch; the polls are packed (Polls/PollPack.cs).
CREATE TABLE IF NOT EXISTS poll_batches (
  sequence INTEGER PRIMARY KEY,
  batch TEXT NOT NULL,
  cycle INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  vendor TEXT NOT NULL,
  polls BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS poll_batches_by_slot ON poll_batches (slot, cycle);
CREATE INDEX IF NOT EXISTS poll_batches_by_cycle ON poll_batches (cycle);

CREATE TABLE IF NOT EXISTS transmissions (
  sequence INTEGER PRIMARY KEY,
  patient BLOB NOT NULL,
  vendor TEXT NOT NULL,
  session_ms INTEGER NOT NULL,
  seen_ms INTEGER NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS transmissions_by_patient ON transmissions (patient, session_ms);

CREATE TABLE IF NOT EXISTS connectivity (
  sequence INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  vendor TEXT NOT NULL,
  patient BLOB,
  at_ms INTEGER NOT NULL,
  body BLOB NOT NULL
);

CREATE TABLE IF NOT EXISTS alerts (
  sequence INTEGER PRIMARY KEY,
  alert TEXT NOT NULL,
  state INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS alerts_by_time ON alerts (at_ms);

CREATE TABLE IF NOT EXISTS dead_letters (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  topic TEXT NOT NULL,
  type TEXT,
  received_ms INTEGER NOT NULL,
  body BLOB NOT NULL
);
