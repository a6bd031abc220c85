-- How far a score had fallen below a line before it reached it again: some listeners wait for a distance.

alter table outbox add column fell_back bigint;
