-- As a user would write it: one pass for what can be counted at once, one more query for each rule with a limit.
create or replace temp table scores_user as
with
counted as (
  select lead,
    min(happened) as first_seen,
    count(*) filter (where event = 'page' and path like '/pricing%' and happened > getvariable('instant') - interval '90 days') as pricing,
    sum(exp(-ln(2) * (epoch_ms(getvariable('instant')) - epoch_ms(happened)) / 86400000.0 / 30)) filter (where event = 'page') as pages,
    sum(exp(-ln(2) * (epoch_ms(getvariable('instant')) - epoch_ms(happened)) / 86400000.0 / 60)) filter (where event = 'page' and path like '/product%') as products,
    count(*) filter (where event = 'page' and path like '/careers%' and happened > getvariable('instant') - interval '90 days') as careers,
    count(*) filter (where event = 'page' and path like '/pricing%' and happened > getvariable('instant') - interval '7 days') as pricing_this_week,
    count(*) filter (where event = 'Form Submitted' and form not in ('demo', 'quote', 'trial') and happened > getvariable('instant') - interval '180 days') as other_forms,
    sum(greatest(0, 1 - (epoch_ms(getvariable('instant')) - epoch_ms(happened)) / 86400000.0 / 90)) filter (where event = 'Guide Downloaded') as guides,
    count(*) filter (where event = 'Signed In' and happened > getvariable('instant') - interval '90 days') as signed_in,
    count(*) filter (where event = 'Unsubscribed') as unsubscribed,
    max(happened) filter (where event = 'page') as last_page,
    max(happened) filter (where event not in ('identify', 'group') and not machine) as last_anything
  from events where happened <= getvariable('instant') group by lead
),
customers as (
  select lead, sum(least(2, n)) as customers
  from (select lead, date_trunc('week', happened at time zone 'Europe/Warsaw') as week, count(*) as n from events
        where event = 'page' and path like '/customers%' and happened > getvariable('instant') - interval '60 days' and happened <= getvariable('instant') group by lead, week) w
  group by lead
),
opened as (
  select lead, count(distinct date_trunc('day', happened at time zone 'Europe/Warsaw')) as opened from events
  where event = 'Email Opened' and not machine and happened > getvariable('instant') - interval '90 days' and happened <= getvariable('instant') group by lead
),
clicked as (
  select lead, sum(least(3, n)) as clicked
  from (select lead, date_trunc('week', happened at time zone 'Europe/Warsaw') as week, count(*) as n from events
        where event = 'Email Link Clicked' and not machine and happened > getvariable('instant') - interval '90 days' and happened <= getvariable('instant') group by lead, week) w
  group by lead
),
asked as (
  select lead, sum(least(2, n)) as asked
  from (select lead, date_trunc('month', happened at time zone 'Europe/Warsaw') as month, count(*) as n from events
        where event = 'Form Submitted' and form in ('demo', 'quote', 'trial') and happened > getvariable('instant') - interval '180 days' and happened <= getvariable('instant') group by lead, month) m
  group by lead
),
webinars as (
  select lead, count(distinct webinar) as webinars from events
  where event = 'Webinar Attended' and happened > getvariable('instant') - interval '180 days' and happened <= getvariable('instant') group by lead
),
videos as (
  select lead, sum(points) as videos
  from (select lead, asset_id, max(case when percent >= 75 then 10 when percent >= 25 then 3 else 0 end) as points from events
        where event = 'Video Watched' and happened <= getvariable('instant') group by lead, asset_id) v
  group by lead
),
signed_in_days as (
  select lead, count(distinct date_trunc('day', happened at time zone 'Europe/Warsaw')) as signed_in_days from events
  where event = 'Signed In' and happened > getvariable('instant') - interval '30 days' and happened <= getvariable('instant') group by lead
),
summed as (
  select lead,
    least(60, greatest(-100,
      case position when 'director' then 10 when 'ceo' then 12 when 'owner' then 12 when 'manager' then 6 when 'head of sales' then 8
        when 'engineer' then 3 when 'analyst' then 3 when 'student' then -10 when 'intern' then -10 else 0 end
      + case industry when 'software' then 5 when 'manufacturing' then 8 when 'logistics' then 8 when 'retail' then 4 when 'banking' then 6
        when 'insurance' then 6 when 'energy' then 3 when 'public sector' then -3 else 0 end
      + case when country is null then 0 else case country when 'PL' then 6 when 'DE' then 6 when 'SE' then 5 when 'GB' then 4 when 'NL' then 4 when 'CZ' then 3 else -2 end end
      + case region when 'mazowieckie' then 5 when 'małopolskie' then 4 when 'śląskie' then 3 when 'wielkopolskie' then 3 when 'dolnośląskie' then 2 else 0 end
      + case city when 'Warszawa' then 6 when 'Kraków' then 4 when 'Katowice' then 2 else 0 end
      + case when company_size is null then -1 when company_size >= 5000 then 6 when company_size >= 250 then 10 when company_size >= 50 then 5
        when company_size >= 10 then 0 when company_size >= 1 then -5 else 0 end
      + case when annual_revenue >= 100000000 then 8 when annual_revenue >= 10000000 then 5 when annual_revenue >= 1000000 then 2 when annual_revenue >= 0 then -3 else 0 end
      + case when age >= 60 then 1 when age >= 35 then 3 when age >= 25 then 1 else 0 end
      + case when consent is null then 0 when consent then 3 else -5 end
      + case source when 'form' then 3 when 'webinar' then 5 when 'fair' then 4 when 'partner' then 6 when 'referral' then 6 when 'import' then -2 else 0 end
      + case when email like '%@rival.example' then -100 else 0 end
      + case when email like '%@gmail.com' or email like '%@outlook.com' or email like '%@yahoo.com' or email like '%@wp.pl' then -5 else 0 end
      + case when employees >= 1000 then 5 when employees >= 100 then 3 when employees >= 1 then -2 else 0 end
    )) as fit,
    least(20, 4 * coalesce(pricing, 0))
      + least(30, coalesce(pages, 0))
      + least(20, 2 * coalesce(products, 0))
      + least(12, 2 * coalesce(customers, 0))
      + greatest(-15, -5 * coalesce(careers, 0))
      + case when pricing_this_week >= 3 then 15 else 0 end
      + least(25, 5 * coalesce(opened, 0)::integer)
      + least(30, 6 * coalesce(clicked, 0))
      + least(40, 20 * coalesce(asked, 0))
      + least(15, 5 * coalesce(other_forms, 0))
      + least(36, 12 * coalesce(webinars, 0))
      + least(30, coalesce(videos, 0))
      + least(24, 8 * coalesce(guides, 0))
      + least(10, 2 * coalesce(signed_in_days, 0)::integer)
      + case when signed_in >= 20 then 6 when signed_in >= 5 then 3 else 0 end
      + case when unsubscribed > 0 then -30 else 0 end
      + case when coalesce(last_page, first_seen) <= getvariable('instant') - interval '30 days' then -10 else 0 end
      + case when coalesce(last_anything, first_seen) <= getvariable('instant') - interval '90 days' then -20 else 0 end as engagement
  from leads
  join counted using (lead)
  left join accounts using (account)
  left join customers using (lead)
  left join opened using (lead)
  left join clicked using (lead)
  left join asked using (lead)
  left join webinars using (lead)
  left join videos using (lead)
  left join signed_in_days using (lead)
),
rounded as (
  select lead, fit, (sign(e) * floor(abs(e) + 0.5 + 1e-9))::bigint as engagement
  from (select lead, fit, least(100, greatest(-60, engagement)) as e from summed) s
),
graded as (
  select lead, fit, engagement, fit + engagement as score,
    case when fit >= 35 then 'A' when fit >= 20 then 'B' when fit >= 5 then 'C' else 'D' end as grade,
    case when engagement >= 60 then '1' when engagement >= 30 then '2' when engagement >= 10 then '3' else '4' end as level
  from rounded
)
select lead, fit, engagement, score, grade, level, grade || level as label,
  case when grade || level in ('A1', 'A2', 'B1') then 'ready' when grade || level in ('D3', 'D4') then 'discard' else 'nurture' end as verdict
from graded;
