-- When the first charge of a window was settled: what a card has spent in the window was settled since, so no older transaction of the card has to be read.
-- A card that pays a thousand times a day had all of them read for each charge that arrived late. Null where the window is older than this column.
alter table app.offline_windows add column opened_at timestamptz;
