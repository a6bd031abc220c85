-- As a user would have it: a table of leads with their traits, a table of events in the order in which they came.
create table accounts as select account::bigint as account, employees::bigint as employees from read_csv(getvariable('accounts'));
create table leads (
  lead bigint, account bigint, email varchar, position varchar, industry varchar, country varchar, region varchar, city varchar,
  company_size bigint, annual_revenue bigint, age integer, consent boolean, source varchar);
insert into leads select * from read_csv(getvariable('leads'), all_varchar = true);
create table events (
  lead bigint, happened timestamptz, event varchar, machine boolean, path varchar, form varchar, webinar varchar, asset_id varchar, percent integer);
insert into events select * from read_csv(getvariable('events'), columns = {
  'lead': 'bigint', 'at': 'timestamptz', 'event': 'varchar', 'machine': 'boolean', 'path': 'varchar', 'form': 'varchar', 'webinar': 'varchar', 'asset_id': 'varchar', 'percent': 'integer'});
