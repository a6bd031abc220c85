-- By an expert: a narrow table for each kind of event, lead by lead, with times as milliseconds and paths as numbers, and
-- with each lead when it was first seen. Nothing in it depends on the plan.
create schema expert;
create table accounts as from source.accounts;
create table expert.leads as
  select l.lead::integer as lead, e.first_seen, account::integer as account, email, position, industry, country, region, city, company_size, annual_revenue, age, consent, source
  from source.leads l join (select lead, epoch_ms(min(happened)) as first_seen from source.clustered.events group by lead) e using (lead)
  order by l.lead;
create table expert.paths as
  select (row_number() over (order by path) - 1)::usmallint as number, path from (select distinct path from source.clustered.events where event = 'page');
create table expert.pages as
  select epoch_ms(happened) as happened, lead::integer as lead, number as path from source.clustered.events join expert.paths using (path) where event = 'page' order by lead, happened;
create table expert.opens as
  select epoch_ms(happened) as happened, lead::integer as lead, machine from source.clustered.events where event = 'Email Opened' order by lead, happened;
create table expert.clicks as
  select epoch_ms(happened) as happened, lead::integer as lead, machine from source.clustered.events where event = 'Email Link Clicked' order by lead, happened;
create table expert.forms as
  select epoch_ms(happened) as happened, lead::integer as lead, form from source.clustered.events where event = 'Form Submitted' order by lead, happened;
create table expert.webinars as
  select epoch_ms(happened) as happened, lead::integer as lead, webinar from source.clustered.events where event = 'Webinar Attended' order by lead, happened;
create table expert.videos as
  select epoch_ms(happened) as happened, lead::integer as lead, replace(asset_id, 'video-', '')::usmallint as asset, percent::utinyint as percent
  from source.clustered.events where event = 'Video Watched' order by lead, happened;
create table expert.guides as
  select epoch_ms(happened) as happened, lead::integer as lead from source.clustered.events where event = 'Guide Downloaded' order by lead, happened;
create table expert.sign_ins as
  select epoch_ms(happened) as happened, lead::integer as lead from source.clustered.events where event = 'Signed In' order by lead, happened;
create table expert.unsubscribes as
  select epoch_ms(happened) as happened, lead::integer as lead from source.clustered.events where event = 'Unsubscribed' order by lead, happened;
create table expert.identities as
  select epoch_ms(happened) as happened, lead::integer as lead from source.clustered.events where event in ('identify', 'group') order by lead, happened;
