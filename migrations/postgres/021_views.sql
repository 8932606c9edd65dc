-- The documents' views. A view reads with its owner's rights unless told otherwise, so each says who may see a row.

-- Up Migration
-- One row a creator and currency; amounts of two currencies are never added. The tier goes by sales in all of them.
-- A person's own id and the list of all are two branches, of which one is never run: with an OR between them, one
-- creator's figures would be read by scanning everyone's.
CREATE VIEW creator_analytics WITH (security_barrier) AS
  WITH shown AS (
    SELECT (SELECT auth.uid()) AS creator_id WHERE NOT ((SELECT is_admin()) OR (SELECT acts_as_service()))
    UNION ALL
    SELECT id FROM users WHERE (SELECT is_admin()) OR (SELECT acts_as_service())
  )
  SELECT c.creator_id, coalesce(s.currency, 'USD') AS currency, m.total_morgys, m.public_morgys,
    coalesce(m.total_views, 0) AS total_views, coalesce(m.total_reviews, 0) AS total_reviews,
    coalesce(m.average_rating, 0) AS average_rating, coalesce(s.sales, 0) AS total_sales,
    coalesce(s.gross_revenue, 0) AS gross_revenue, coalesce(s.platform_fees, 0) AS platform_fees,
    coalesce(s.creator_revenue, 0) AS creator_revenue,
    CASE
      WHEN coalesce(s.all_sales, 0) >= 100 THEN 'platinum'
      WHEN coalesce(s.all_sales, 0) >= 50 THEN 'gold'
      WHEN coalesce(s.all_sales, 0) >= 10 THEN 'silver'
      ELSE 'bronze'
    END AS creator_tier
  FROM shown c
  CROSS JOIN LATERAL (
    SELECT count(*) AS total_morgys, count(*) FILTER (WHERE is_public AND is_active) AS public_morgys,
        sum(view_count) AS total_views, sum(review_count) AS total_reviews,
        round(sum(rating * review_count) / nullif(sum(review_count), 0), 2) AS average_rating
      FROM morgys WHERE creator_id = c.creator_id AND deleted_at IS NULL
  ) AS m
  LEFT JOIN LATERAL (
    SELECT currency, count(*) AS sales, sum(price) AS gross_revenue, sum(platform_fee) AS platform_fees,
        sum(creator_revenue) AS creator_revenue, sum(count(*)) OVER () AS all_sales
      FROM morgy_purchases WHERE creator_id = c.creator_id AND payment_status = 'completed' GROUP BY currency
  ) AS s ON true
  WHERE m.total_morgys > 0 OR s.sales > 0;

-- What each of one's own Morgys took; others read a public Morgy without this column.
CREATE VIEW morgy_revenue WITH (security_barrier) AS
  SELECT id AS morgy_id, creator_id, total_purchases, total_revenue FROM morgys
    WHERE creator_id = (SELECT auth.uid())
  UNION ALL
  SELECT id, creator_id, total_purchases, total_revenue FROM morgys
    WHERE ((SELECT is_admin()) OR (SELECT acts_as_service())) AND creator_id IS DISTINCT FROM (SELECT auth.uid());

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
