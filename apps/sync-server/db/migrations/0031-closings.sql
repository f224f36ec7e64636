set role mps_owner;

-- A point in time up to which the ledger has been added up once, so that verifying goes on from there. It is opened first and completed later,
-- when every transaction that was running at its opening has ended: until then a posting dated before cut_at may still appear.
create table app.ledger_closings (
  closing_no bigint generated always as identity primary key,
  cut_at timestamptz not null,
  -- Transactions from this one on began after the opening.
  horizon xid8 not null,
  completed_at timestamptz,
  entry_count bigint,
  entry_sum numeric(20,2),
  point_count bigint,
  point_sum bigint,
  created_at timestamptz not null default clock_timestamp(),
  constraint cuts_ascend_by_number unique (cut_at),
  constraint completed_ones_have_their_sums check ((completed_at is null) = (entry_count is null) and (entry_count is null) = (point_count is null))
);
create unique index only_one_closing_is_open on app.ledger_closings ((completed_at is null)) where completed_at is null;

-- What the postings before the last completed closing add up to, one row a card that ever had one.
create table app.card_closings (
  card_id uuid primary key,
  balance numeric(14,2) not null default 0,
  points bigint not null default 0,
  closing_no bigint not null references app.ledger_closings,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
create trigger touch_updated_at before update on app.card_closings for each row execute function sec.touch_updated_at();

-- Its columns change; functions/app/verify_ledger.sql makes it again.
reset role;
drop function if exists app.verify_ledger();
