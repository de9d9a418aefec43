-- A letter's id no longer names its patient.
UPDATE dead_letters SET id = md5(topic || id) || '-' || sequence;
ALTER TABLE dead_letters
  ADD COLUMN reason text NOT NULL DEFAULT 'failed',
  ADD COLUMN resolution text,
  ADD COLUMN resolved_at timestamptz,
  ADD COLUMN resolved_by text,
  ADD COLUMN note text;
CREATE INDEX dead_letters_by_id ON dead_letters (id);
CREATE INDEX dead_letters_open ON dead_letters (topic, reason) WHERE resolution IS NULL;
