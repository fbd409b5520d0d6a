#!/bin/sh
# What sqlite3 is given: tables of drawn rows in memory, an index, a join, and most of it dropped again: tables.sh SEED COUNT | sqlite3.
for turn in 1 2 3 4; do
    cat <<SQL
CREATE TABLE a$turn AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $2)
    SELECT i, (i * 7919 + $1 * 104729) % 5003 AS k, hex(zeroblob((i * 31 + $1) % 90)) AS text FROM n;
CREATE INDEX b$turn ON a$turn(k, text);
SELECT count(*), sum(length(x.text)) FROM a$turn x JOIN a$turn y ON x.k = y.k + 1 WHERE x.i % 3 = 0;
SELECT sum(n) FROM (SELECT k % 500 AS g, count(*) AS n, group_concat(text) FROM a$turn GROUP BY g ORDER BY g);
DROP TABLE a$turn;
VACUUM;
SQL
done
