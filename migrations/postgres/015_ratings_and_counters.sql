-- What the database counts and stamps by itself: updated_at, ratings, views, downloads, hires.
-- SECURITY DEFINER where a reviewer or a visitor causes a change in a row that is not theirs.

-- Up Migration
CREATE FUNCTION update_updated_at() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$$;
-- The document names one of its own for listings.
CREATE FUNCTION update_marketplace_listing_updated_at() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$$;
DO $$
DECLARE
  t text;
BEGIN
  FOR t IN
    SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables USING (table_schema, table_name)
      WHERE c.table_schema = 'public' AND table_type = 'BASE TABLE' AND c.column_name = 'updated_at'
  LOOP
    EXECUTE format('CREATE TRIGGER update_updated_at BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION %I()', t,
      CASE t WHEN 'marketplace_listings' THEN 'update_marketplace_listing_updated_at' ELSE 'update_updated_at' END);
  END LOOP;
END
$$;

-- Locks the Morgy first, so that of two reviews at the same moment the second counts the first. A review in the trash
-- does not count.
CREATE FUNCTION update_morgy_rating() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  target uuid;
  average numeric;
  reviews integer;
BEGIN
  FOR target IN
    SELECT DISTINCT id FROM unnest(ARRAY[
      CASE WHEN TG_OP <> 'DELETE' THEN NEW.morgy_id END, CASE WHEN TG_OP <> 'INSERT' THEN OLD.morgy_id END
    ]) AS ids (id) WHERE id IS NOT NULL ORDER BY id
  LOOP
    PERFORM 1 FROM public.morgys WHERE id = target FOR NO KEY UPDATE;
    SELECT coalesce(round(avg(rating), 2), 0), count(*) INTO average, reviews
      FROM public.morgy_reviews WHERE morgy_id = target AND deleted_at IS NULL;
    UPDATE public.morgys SET rating = average, review_count = reviews WHERE id = target;
    UPDATE public.marketplace_listings SET rating = average WHERE morgy_id = target;
  END LOOP;
  RETURN NULL;
END
$$;
CREATE TRIGGER update_morgy_rating AFTER INSERT OR UPDATE OR DELETE ON morgy_reviews
  FOR EACH ROW EXECUTE FUNCTION update_morgy_rating();

CREATE FUNCTION update_agent_rating() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  target constant uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.agent_id ELSE NEW.agent_id END;
BEGIN
  PERFORM 1 FROM public.agents WHERE id = target FOR NO KEY UPDATE;
  UPDATE public.agents SET (avg_rating, total_reviews) = (
    SELECT coalesce(round(avg(rating), 1), 0), count(*)
      FROM public.agent_reviews WHERE agent_id = target AND deleted_at IS NULL
  ) WHERE id = target;
  RETURN NULL;
END
$$;
CREATE TRIGGER update_agent_rating AFTER INSERT OR UPDATE OR DELETE ON agent_reviews
  FOR EACH ROW EXECUTE FUNCTION update_agent_rating();

CREATE FUNCTION update_plugin_rating(plugin_id text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  PERFORM 1 FROM public.plugins WHERE id = update_plugin_rating.plugin_id FOR NO KEY UPDATE;
  UPDATE public.plugins SET rating = (
    SELECT coalesce(round(avg(r.rating), 2), 0) FROM public.plugin_reviews r
      WHERE r.plugin_id = update_plugin_rating.plugin_id AND r.deleted_at IS NULL
  ) WHERE id = update_plugin_rating.plugin_id;
END
$$;
CREATE FUNCTION refresh_plugin_rating() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  PERFORM public.update_plugin_rating(CASE WHEN TG_OP = 'DELETE' THEN OLD.plugin_id ELSE NEW.plugin_id END);
  RETURN NULL;
END
$$;
CREATE TRIGGER refresh_plugin_rating AFTER INSERT OR UPDATE OR DELETE ON plugin_reviews
  FOR EACH ROW EXECUTE FUNCTION refresh_plugin_rating();

CREATE FUNCTION increment_morgy_stats(p_morgy_id uuid, p_purchases integer DEFAULT 0, p_revenue numeric DEFAULT 0)
RETURNS void LANGUAGE sql SET search_path = '' AS $$
  UPDATE public.morgys
    SET total_purchases = total_purchases + p_purchases, total_revenue = total_revenue + p_revenue
    WHERE id = p_morgy_id
$$;

-- One visit to a Morgy's page: the Morgy, its listing and the day.
CREATE FUNCTION record_morgy_view(p_morgy_id uuid) RETURNS void LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  UPDATE public.morgys SET view_count = view_count + 1 WHERE id = p_morgy_id;
  UPDATE public.marketplace_listings SET views = views + 1 WHERE morgy_id = p_morgy_id;
  INSERT INTO public.morgy_analytics AS a (morgy_id, date, views)
    SELECT id, (now() AT TIME ZONE 'UTC')::date, 1 FROM public.morgys WHERE id = p_morgy_id
    ON CONFLICT (morgy_id, date) DO UPDATE SET views = a.views + 1;
END
$$;

-- Each download of a shared bundle adds one; the answer says whether there is such a share.
CREATE FUNCTION record_export_download(p_share_id text) RETURNS boolean LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  UPDATE public.mcp_exports SET downloads = downloads + 1 WHERE share_id = p_share_id;
  RETURN FOUND;
END
$$;

CREATE FUNCTION increment_downloads(plugin_id text) RETURNS void LANGUAGE sql SET search_path = '' AS $$
  UPDATE public.plugins SET downloads = downloads + 1 WHERE id = increment_downloads.plugin_id
$$;

CREATE FUNCTION count_hire() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  UPDATE public.agents SET total_hires = total_hires + 1 WHERE id = NEW.agent_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER count_hire AFTER INSERT ON agent_instances FOR EACH ROW EXECUTE FUNCTION count_hire();

-- When it first became visible; going private and public again keeps the first time.
CREATE FUNCTION stamp_published() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF NEW.published_at IS NULL AND (
    CASE TG_TABLE_NAME WHEN 'morgys' THEN (to_jsonb(NEW) ->> 'is_public')::boolean ELSE to_jsonb(NEW) ->> 'status' = 'published' END
  ) THEN
    NEW.published_at := now();
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER stamp_published BEFORE INSERT OR UPDATE OF is_public ON morgys FOR EACH ROW EXECUTE FUNCTION stamp_published();
CREATE TRIGGER stamp_published BEFORE INSERT OR UPDATE OF status ON agents FOR EACH ROW EXECUTE FUNCTION stamp_published();

-- Down Migration
DROP TRIGGER stamp_published ON agents;
DROP TRIGGER stamp_published ON morgys;
DROP FUNCTION stamp_published();
DROP TRIGGER count_hire ON agent_instances;
DROP FUNCTION count_hire();
DROP FUNCTION increment_downloads(text);
DROP FUNCTION record_export_download(text);
DROP FUNCTION record_morgy_view(uuid);
DROP FUNCTION increment_morgy_stats(uuid, integer, numeric);
DROP TRIGGER refresh_plugin_rating ON plugin_reviews;
DROP FUNCTION refresh_plugin_rating();
DROP FUNCTION update_plugin_rating(text);
DROP TRIGGER update_agent_rating ON agent_reviews;
DROP FUNCTION update_agent_rating();
DROP TRIGGER update_morgy_rating ON morgy_reviews;
DROP FUNCTION update_morgy_rating();
DO $$
DECLARE
  t regclass;
BEGIN
  FOR t IN SELECT tgrelid FROM pg_trigger WHERE tgname = 'update_updated_at' LOOP
    EXECUTE format('DROP TRIGGER update_updated_at ON %s', t);
  END LOOP;
END
$$;
DROP FUNCTION update_marketplace_listing_updated_at();
DROP FUNCTION update_updated_at();
