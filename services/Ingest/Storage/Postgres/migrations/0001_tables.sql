-- Days are whole UTC days since the Unix epoch. $by_day$ is PARTITION BY RANGE (day), or nothing where TimescaleDB makes hypertables of the tables.

-- The guard against repetition: 16 bytes of SHA-256 of kind and event id. Ids of batches are remembered for some time, all others as long as what they name.
CREATE TABLE event_ids (id uuid PRIMARY KEY);
CREATE TABLE batch_ids (day integer NOT NULL, id uuid NOT NULL, PRIMARY KEY (day, id)) $by_day$;

-- One row per batch; the polls are packed (Polls/PollPack.cs). Packed again per patient and day once the day is over.
CREATE SEQUENCE poll_sequence CACHE 1000;
CREATE TABLE poll_batches (
  sequence bigint NOT NULL DEFAULT nextval('poll_sequence'),
  day integer NOT NULL,
  batch text NOT NULL,
  cycle bigint NOT NULL,
  slot integer NOT NULL,
  vendor text NOT NULL,
  polls bytea NOT NULL
) $by_day$;
ALTER TABLE poll_batches ALTER COLUMN polls SET STORAGE EXTERNAL;
CREATE INDEX poll_batches_by_slot ON poll_batches (slot, cycle);

-- A patient's polls of a day as runs (Storage/Packing/PollDayPack.cs).
CREATE TABLE poll_days (day integer NOT NULL, patient uuid NOT NULL, polls integer NOT NULL, pack bytea NOT NULL, PRIMARY KEY (patient, day)) $by_day$;
ALTER TABLE poll_days ALTER COLUMN pack SET STORAGE EXTERNAL;

CREATE TABLE transmissions (
  day integer NOT NULL,
  patient uuid NOT NULL,
  vendor text NOT NULL,
  session_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  raw_hash text,
  body bytea NOT NULL
) $by_day$;
ALTER TABLE transmissions ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX transmissions_by_patient ON transmissions (patient, session_at);

-- Two clocks for each value: when the device said it (null: at the session), when it was seen.
CREATE TABLE measurements (
  patient uuid NOT NULL,
  seen_at timestamptz NOT NULL,
  device_at timestamptz,
  value double precision,
  day integer NOT NULL,
  code integer NOT NULL,
  enum_code integer,
  channel text,
  grp text,
  unit text,
  enum text
) $by_day$;
CREATE INDEX measurements_by_patient ON measurements (patient, code);

-- A patient's transmissions that were seen on a day, once the day is over (Storage/Packing/Bodies.cs).
CREATE TABLE transmission_days (
  day integer NOT NULL,
  patient uuid NOT NULL,
  transmissions integer NOT NULL,
  oldest timestamptz NOT NULL,
  newest timestamptz NOT NULL,
  pack bytea NOT NULL,
  PRIMARY KEY (patient, day)
) $by_day$;
ALTER TABLE transmission_days ALTER COLUMN pack SET STORAGE EXTERNAL;
CREATE INDEX transmission_days_by_newest ON transmission_days (patient, newest);
CREATE TABLE patient_latest (patient uuid PRIMARY KEY, pack bytea NOT NULL);
ALTER TABLE patient_latest ALTER COLUMN pack SET STORAGE EXTERNAL;

CREATE TABLE connectivity (sequence bigint GENERATED ALWAYS AS IDENTITY, kind text NOT NULL, vendor text NOT NULL, patient uuid, at timestamptz NOT NULL, body bytea NOT NULL);
CREATE INDEX connectivity_by_patient ON connectivity (patient, at);
CREATE TABLE alerts (sequence bigint GENERATED ALWAYS AS IDENTITY, alert text NOT NULL, patient uuid, state integer NOT NULL, at timestamptz NOT NULL, body bytea NOT NULL);
CREATE INDEX alerts_by_time ON alerts (at);
CREATE INDEX alerts_by_patient ON alerts (patient, at);
CREATE TABLE dead_letters (sequence bigint GENERATED ALWAYS AS IDENTITY, id text NOT NULL, topic text NOT NULL, type text, received_at timestamptz NOT NULL, body bytea NOT NULL);

-- Raw bytes by hash, compressed against an earlier page of the same patient (base), encrypted under the patient's key. Without the key nobody reads them.
CREATE TABLE patient_keys (patient uuid PRIMARY KEY, wrapped bytea NOT NULL);
CREATE TABLE raw (day integer NOT NULL, patient uuid NOT NULL, hash bytea NOT NULL, base bytea, vendor text NOT NULL, length integer NOT NULL, sealed bytea NOT NULL) $by_day$;
ALTER TABLE raw ALTER COLUMN sealed SET STORAGE EXTERNAL;
CREATE INDEX raw_by_patient ON raw (patient, hash);

-- Deletions on request are remembered: a restored backup has to repeat them.
CREATE TABLE legal_holds (patient uuid PRIMARY KEY, since timestamptz NOT NULL, reason text NOT NULL);
CREATE TABLE deletions (patient uuid PRIMARY KEY, at timestamptz NOT NULL, requested_by text NOT NULL);
CREATE TABLE audit (sequence bigint GENERATED ALWAYS AS IDENTITY, at timestamptz NOT NULL, who text NOT NULL, what text NOT NULL, patient uuid, outcome text NOT NULL);
