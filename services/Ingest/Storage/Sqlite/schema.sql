-- Days are whole UTC days since the Unix epoch, times milliseconds since then, ids 16 bytes.

-- The guard against repetition: 16 bytes of SHA-256 of kind and event id; a day where ids are remembered for some time only.
CREATE TABLE IF NOT EXISTS event_ids (id BLOB PRIMARY KEY, day INTEGER) WITHOUT ROWID;

-- One row per batch; the polls are packed (Polls/PollPack.cs). Packed again per patient and day once the day is over.
CREATE TABLE IF NOT EXISTS poll_batches (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  day INTEGER NOT NULL,
  batch TEXT NOT NULL,
  cycle INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  vendor TEXT NOT NULL,
  polls BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS poll_batches_by_slot ON poll_batches (slot, cycle);
CREATE INDEX IF NOT EXISTS poll_batches_by_day ON poll_batches (day);

-- A patient's polls of a day as runs (Storage/Packing/PollDayPack.cs).
CREATE TABLE IF NOT EXISTS poll_days (day INTEGER NOT NULL, patient BLOB NOT NULL, polls INTEGER NOT NULL, pack BLOB NOT NULL, PRIMARY KEY (day, patient)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS transmissions (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  day INTEGER NOT NULL,
  patient BLOB NOT NULL,
  vendor TEXT NOT NULL,
  session_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  raw_hash TEXT,
  body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS transmissions_by_patient ON transmissions (patient, session_at);
CREATE INDEX IF NOT EXISTS transmissions_by_day ON transmissions (day);

-- Two clocks for each value: when the device said it (null: at the session), when it was seen.
CREATE TABLE IF NOT EXISTS measurements (
  day INTEGER NOT NULL,
  patient BLOB NOT NULL,
  code INTEGER NOT NULL,
  channel TEXT,
  grp TEXT,
  value REAL,
  unit TEXT,
  enum TEXT,
  enum_code INTEGER,
  device_at INTEGER,
  seen_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS measurements_by_patient ON measurements (patient, code);
CREATE INDEX IF NOT EXISTS measurements_by_day ON measurements (day);

-- A patient's transmissions that were seen on a day, once the day is over (Storage/Packing/Bodies.cs).
CREATE TABLE IF NOT EXISTS transmission_days (
  day INTEGER NOT NULL,
  patient BLOB NOT NULL,
  transmissions INTEGER NOT NULL,
  oldest INTEGER NOT NULL,
  newest INTEGER NOT NULL,
  pack BLOB NOT NULL,
  PRIMARY KEY (day, patient)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS transmission_days_by_patient ON transmission_days (patient, newest);
CREATE TABLE IF NOT EXISTS patient_latest (patient BLOB PRIMARY KEY, pack BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS connectivity (sequence INTEGER PRIMARY KEY, kind TEXT NOT NULL, vendor TEXT NOT NULL, patient BLOB, at INTEGER NOT NULL, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS connectivity_by_patient ON connectivity (patient, at);
CREATE TABLE IF NOT EXISTS alerts (sequence INTEGER PRIMARY KEY, alert TEXT NOT NULL, patient BLOB, state INTEGER NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS alerts_by_time ON alerts (at);
CREATE INDEX IF NOT EXISTS alerts_by_patient ON alerts (patient, at);
CREATE TABLE IF NOT EXISTS dead_letters (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL, topic TEXT NOT NULL, type TEXT, received_at INTEGER NOT NULL, body BLOB NOT NULL, reason TEXT NOT NULL DEFAULT 'failed', resolution TEXT, resolved_at INTEGER, resolved_by TEXT, note TEXT);

-- Raw bytes by hash, compressed against an earlier page of the same patient (base), encrypted under the patient's key. Without the key nobody reads them.
CREATE TABLE IF NOT EXISTS patient_keys (patient BLOB PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS raw (patient BLOB NOT NULL, hash BLOB NOT NULL, base BLOB, vendor TEXT NOT NULL, day INTEGER NOT NULL, length INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (patient, hash));
CREATE INDEX IF NOT EXISTS raw_by_day ON raw (day);

-- Deletions on request are remembered: a restored backup has to repeat them.
CREATE TABLE IF NOT EXISTS legal_holds (patient BLOB PRIMARY KEY, since INTEGER NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS deletions (patient BLOB PRIMARY KEY, at INTEGER NOT NULL, requested_by TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS audit (sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, patient BLOB, outcome TEXT NOT NULL);
