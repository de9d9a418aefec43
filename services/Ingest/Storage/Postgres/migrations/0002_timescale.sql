-- Runs only where TimescaleDB is; there it takes the place of native partitions. Not run on machines without the extension.
CREATE OR REPLACE FUNCTION storage_day() RETURNS integer LANGUAGE sql STABLE AS 'SELECT (extract(epoch FROM now()) / 86400)::integer';
SELECT create_hypertable(t, by_range('day', d)), set_integer_now_func(t, 'storage_day')
FROM (VALUES ('batch_ids'::regclass, 1), ('poll_batches', 1), ('transmissions', 1), ('measurements', 1), ('poll_days', 30), ('transmission_days', 30), ('raw', 30)) AS tables (t, d);
ALTER TABLE measurements SET (timescaledb.compress, timescaledb.compress_segmentby = 'patient', timescaledb.compress_orderby = 'seen_at');
SELECT add_compression_policy('measurements', 2);
CREATE MATERIALIZED VIEW measurement_days WITH (timescaledb.continuous) AS
  SELECT time_bucket(1, day) AS bucket, code, channel, unit, count(*) AS measured, avg(value) AS mean, min(value) AS least, max(value) AS most
  FROM measurements GROUP BY bucket, code, channel, unit WITH NO DATA;
SELECT add_continuous_aggregate_policy('measurement_days', start_offset => 7, end_offset => 0, schedule_interval => INTERVAL '1 hour');
