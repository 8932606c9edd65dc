-- The documents' views. A view reads with its owner's rights unless told otherwise, so each says who may see a row.

-- Up Migration
-- One row a creator and currency; amounts of two currencies are never added. The tier goes by sales in all of them.
CREATE VIEW creator_analytics WITH (security_barrier) AS
  WITH sales AS (
    SELECT creator_id, currency, count(*) AS sales, sum(price) AS gross_revenue, sum(platform_fee) AS platform_fees,
        sum(creator_revenue) AS creator_revenue
      FROM morgy_purchases WHERE payment_status = 'completed' GROUP BY creator_id, currency
  ), made AS (
    SELECT creator_id, count(*) AS total_morgys, count(*) FILTER (WHERE is_public AND is_active) AS public_morgys,
        sum(view_count) AS total_views, sum(review_count) AS total_reviews,
        round(sum(rating * review_count) / nullif(sum(review_count), 0), 2) AS average_rating
      FROM morgys WHERE deleted_at IS NULL GROUP BY creator_id
  ), creators AS (
    SELECT creator_id FROM made UNION SELECT creator_id FROM sales
  )
  SELECT c.creator_id, coalesce(s.currency, 'USD') AS currency, coalesce(m.total_morgys, 0) AS total_morgys,
    coalesce(m.public_morgys, 0) AS public_morgys, coalesce(m.total_views, 0) AS total_views,
    coalesce(m.total_reviews, 0) AS total_reviews, coalesce(m.average_rating, 0) AS average_rating,
    coalesce(s.sales, 0) AS total_sales, coalesce(s.gross_revenue, 0) AS gross_revenue,
    coalesce(s.platform_fees, 0) AS platform_fees, coalesce(s.creator_revenue, 0) AS creator_revenue,
    CASE
      WHEN sum(coalesce(s.sales, 0)) OVER (PARTITION BY c.creator_id) >= 100 THEN 'platinum'
      WHEN sum(coalesce(s.sales, 0)) OVER (PARTITION BY c.creator_id) >= 50 THEN 'gold'
      WHEN sum(coalesce(s.sales, 0)) OVER (PARTITION BY c.creator_id) >= 10 THEN 'silver'
      ELSE 'bronze'
    END AS creator_tier
  FROM creators c LEFT JOIN made m USING (creator_id) LEFT JOIN sales s USING (creator_id)
  WHERE c.creator_id = (SELECT auth.uid()) OR (SELECT is_admin()) OR (SELECT acts_as_service());

-- What each of one's own Morgys took; others read a public Morgy without this column.
CREATE VIEW morgy_revenue WITH (security_barrier) AS
  SELECT id AS morgy_id, creator_id, total_purchases, total_revenue FROM morgys
  WHERE creator_id = (SELECT auth.uid()) OR (SELECT is_admin()) OR (SELECT acts_as_service());

CREATE VIEW active_users_summary WITH (security_barrier) AS
  SELECT count(*) FILTER (WHERE last_seen_at >= now() - interval '1 day') AS daily_active,
    count(*) FILTER (WHERE last_seen_at >= now() - interval '7 days') AS weekly_active,
    count(*) FILTER (WHERE last_seen_at >= now() - interval '30 days') AS monthly_active,
    count(*) AS total_users
  FROM user_profiles
  WHERE (SELECT is_admin()) OR (SELECT acts_as_service());

CREATE VIEW feature_usage WITH (security_barrier) AS
  SELECT (created_at AT TIME ZONE 'UTC')::date AS date, count(*) AS messages,
    count(DISTINCT conversation_id) AS conversations, count(DISTINCT user_id) AS users, sum(token_count)::bigint AS tokens
  FROM chat_messages
  WHERE created_at >= now() - interval '30 days' AND deleted_at IS NULL AND ((SELECT is_admin()) OR (SELECT acts_as_service()))
  GROUP BY 1;

-- Down Migration
DROP VIEW feature_usage;
DROP VIEW active_users_summary;
DROP VIEW morgy_revenue;
DROP VIEW creator_analytics;
