-- Selling Morgys: how a price is split, what a sale adds to the counters, what a creator may withdraw.
-- A refusal is a check_violation that names its rule in the constraint field, so that a caller can tell rules apart.

-- Up Migration
CREATE FUNCTION revenue_terms_on(p_product_kind text, p_on date) RETURNS revenue_terms
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  terms public.revenue_terms;
BEGIN
  SELECT * INTO terms FROM public.revenue_terms
    WHERE product_kind = p_product_kind AND effective_from <= p_on ORDER BY effective_from DESC LIMIT 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there are no revenue terms for % on %', p_product_kind, p_on USING ERRCODE = 'no_data_found';
  END IF;
  RETURN terms;
END
$$;

-- The fee is rounded to the cent and the creator gets the remainder, so that the two always add up to the price. The
-- creator is the Morgy's. Once a payment is complete its amounts are settled; one that failed or was refunded may be
-- bought again, at the price and terms of that day.
CREATE FUNCTION split_purchase() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.buyer_id, NEW.morgy_id, NEW.creator_id) IS DISTINCT FROM (OLD.buyer_id, OLD.morgy_id, OLD.creator_id)
      OR (OLD.payment_status = 'completed' OR NEW.payment_status = 'refunded')
        AND (NEW.price, NEW.currency) IS DISTINCT FROM (OLD.price, OLD.currency)
    THEN
      RAISE EXCEPTION 'the parties of a purchase, and the price of a completed one, cannot change'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'morgy_purchases_settled';
    END IF;
    IF NOT (OLD.payment_status IN ('failed', 'refunded') AND NEW.payment_status IN ('pending', 'completed')) THEN
      NEW.platform_rate := OLD.platform_rate;
    ELSE
      NEW.created_at := now();
      NEW.platform_rate := (public.revenue_terms_on('morgy', (now() AT TIME ZONE 'UTC')::date)).platform_rate;
    END IF;
  ELSE
    SELECT creator_id INTO NEW.creator_id FROM public.morgys WHERE id = NEW.morgy_id;
    NEW.platform_rate := (public.revenue_terms_on('morgy', (NEW.created_at AT TIME ZONE 'UTC')::date)).platform_rate;
  END IF;
  NEW.platform_fee := round(NEW.price * NEW.platform_rate, 2);
  NEW.creator_revenue := NEW.price - NEW.platform_fee;
  RETURN NEW;
END
$$;
CREATE TRIGGER split_purchase BEFORE INSERT OR UPDATE ON morgy_purchases FOR EACH ROW EXECUTE FUNCTION split_purchase();

-- Counters follow the rows: a completed purchase counts, and stops counting when it is refunded, each on the day it was
-- made. Revenue is in US dollars; another currency counts as a purchase only, since amounts are never added across.
CREATE FUNCTION count_purchase() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  change record;
BEGIN
  FOR change IN
    SELECT s.morgy_id, s.day, sum(s.sign)::integer AS purchases, sum(s.sign * s.usd) AS revenue FROM (
      SELECT OLD.morgy_id AS morgy_id, (OLD.created_at AT TIME ZONE 'UTC')::date AS day, -1 AS sign,
        CASE OLD.currency WHEN 'USD' THEN OLD.price ELSE 0 END AS usd
        WHERE TG_OP <> 'INSERT' AND OLD.payment_status = 'completed'
      UNION ALL
      SELECT NEW.morgy_id, (NEW.created_at AT TIME ZONE 'UTC')::date, 1, CASE NEW.currency WHEN 'USD' THEN NEW.price ELSE 0 END
        WHERE TG_OP <> 'DELETE' AND NEW.payment_status = 'completed'
    ) AS s GROUP BY s.morgy_id, s.day HAVING sum(s.sign) <> 0 OR sum(s.sign * s.usd) <> 0
  LOOP
    PERFORM public.increment_morgy_stats(change.morgy_id, change.purchases, change.revenue);
    UPDATE public.marketplace_listings SET purchases = purchases + change.purchases WHERE morgy_id = change.morgy_id;
    -- The row first, then the change: a refund as the first thing of a proposed row would break its own check.
    INSERT INTO public.morgy_analytics (morgy_id, date) VALUES (change.morgy_id, change.day) ON CONFLICT DO NOTHING;
    UPDATE public.morgy_analytics
      SET purchases = purchases + change.purchases, revenue = revenue + change.revenue
      WHERE morgy_id = change.morgy_id AND date = change.day;
  END LOOP;
  RETURN NULL;
END
$$;
CREATE TRIGGER count_purchase AFTER INSERT OR UPDATE OR DELETE ON morgy_purchases FOR EACH ROW EXECUTE FUNCTION count_purchase();

-- What a creator earned, has drawn or is drawing, and may still draw, in one currency.
CREATE FUNCTION creator_balance(p_creator_id uuid, p_currency text DEFAULT 'USD')
RETURNS TABLE (earned numeric, in_progress numeric, paid numeric, available numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  PERFORM public.require_self(p_creator_id);
  RETURN QUERY
    SELECT e.amount, o.underway, o.paid, e.amount - o.underway - o.paid
    FROM (SELECT coalesce(sum(creator_revenue), 0) AS amount FROM public.morgy_purchases
        WHERE creator_id = p_creator_id AND currency = p_currency AND payment_status = 'completed') AS e,
      (SELECT coalesce(sum(amount) FILTER (WHERE status IN ('pending', 'processing')), 0) AS underway,
          coalesce(sum(amount) FILTER (WHERE status = 'paid'), 0) AS paid
        FROM public.creator_payouts WHERE creator_id = p_creator_id AND currency = p_currency) AS o;
END
$$;

-- Holds for every writer. The creator's row is locked, so that two requests at once cannot both draw the same money.
-- A person's request is always a new, pending one for the time since the last; the service may record history.
CREATE FUNCTION guard_payout() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  minimum constant numeric := (public.revenue_terms_on('morgy', current_date)).payout_minimum;
  earned numeric;
  drawn numeric;
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.creator_id, NEW.amount, NEW.currency) IS DISTINCT FROM (OLD.creator_id, OLD.amount, OLD.currency) THEN
    RAISE EXCEPTION 'a payout keeps its amount; ask for another one instead'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'creator_payouts_settled';
  END IF;
  IF NEW.status = 'paid' AND NEW.paid_at IS NULL THEN
    NEW.paid_at := now();
  END IF;
  IF NEW.status = 'failed' OR TG_OP = 'UPDATE' AND OLD.status <> 'failed' THEN
    RETURN NEW;
  END IF;
  PERFORM 1 FROM public.users WHERE id = NEW.creator_id FOR NO KEY UPDATE;
  IF TG_OP = 'INSERT' THEN
    IF NOT public.acts_as_service() THEN
      NEW.status := 'pending';
      NEW.created_at := now();
      NEW.period_start := NULL;
      NEW.period_end := NULL;
    END IF;
    NEW.period_end := coalesce(NEW.period_end, (now() AT TIME ZONE 'UTC')::date);
    NEW.period_start := coalesce(
      NEW.period_start,
      (SELECT max(period_end) FROM public.creator_payouts
        WHERE creator_id = NEW.creator_id AND currency = NEW.currency AND status <> 'failed'),
      (SELECT min((created_at AT TIME ZONE 'UTC')::date) FROM public.morgy_purchases
        WHERE creator_id = NEW.creator_id AND currency = NEW.currency AND payment_status = 'completed'),
      NEW.period_end);
  END IF;
  IF NEW.amount < minimum THEN
    RAISE EXCEPTION 'a payout is at least % %, not %', minimum, NEW.currency, NEW.amount
      USING ERRCODE = 'check_violation', CONSTRAINT = 'creator_payouts_minimum';
  END IF;
  SELECT coalesce(sum(creator_revenue), 0) INTO earned FROM public.morgy_purchases
    WHERE creator_id = NEW.creator_id AND currency = NEW.currency AND payment_status = 'completed';
  SELECT coalesce(sum(amount), 0) INTO drawn FROM public.creator_payouts
    WHERE creator_id = NEW.creator_id AND currency = NEW.currency AND status <> 'failed' AND id <> NEW.id;
  IF NEW.amount > earned - drawn THEN
    RAISE EXCEPTION 'a payout of % % is more than the % that can be drawn', NEW.amount, NEW.currency, earned - drawn
      USING ERRCODE = 'check_violation', CONSTRAINT = 'creator_payouts_balance';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard_payout BEFORE INSERT OR UPDATE ON creator_payouts FOR EACH ROW EXECUTE FUNCTION guard_payout();

CREATE FUNCTION request_payout(p_amount numeric, p_currency text DEFAULT 'USD') RETURNS uuid
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  payout uuid := gen_random_uuid();
BEGIN
  INSERT INTO public.creator_payouts (id, creator_id, amount, currency) VALUES (payout, auth.uid(), p_amount, p_currency);
  RETURN payout;
END
$$;

-- Earnings of hired agents: the creator's share of what is left after the machine is paid, never below zero; the
-- platform keeps the rest and pays the machine from it. Settled once, then only marked as paid.
CREATE FUNCTION split_earning() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.creator_id, NEW.agent_id, NEW.session_id, NEW.gross_revenue, NEW.compute_cost, NEW.creator_amount, NEW.platform_amount, NEW.creator_rate, NEW.currency)
      IS DISTINCT FROM
      (OLD.creator_id, OLD.agent_id, OLD.session_id, OLD.gross_revenue, OLD.compute_cost, OLD.creator_amount, OLD.platform_amount, OLD.creator_rate, OLD.currency)
      OR OLD.paid_out AND NOT NEW.paid_out
    THEN
      RAISE EXCEPTION 'an earning that was settled keeps its amounts' USING ERRCODE = 'check_violation', CONSTRAINT = 'creator_earnings_settled';
    END IF;
    RETURN NEW;
  END IF;
  SELECT creator_id INTO NEW.creator_id FROM public.agents WHERE id = NEW.agent_id;
  NEW.creator_rate := 1 - (public.revenue_terms_on('hired_agent', (NEW.created_at AT TIME ZONE 'UTC')::date)).platform_rate;
  NEW.creator_amount := round(greatest(NEW.gross_revenue - NEW.compute_cost, 0) * NEW.creator_rate, 4);
  NEW.platform_amount := NEW.gross_revenue - NEW.creator_amount;
  RETURN NEW;
END
$$;
CREATE TRIGGER split_earning BEFORE INSERT OR UPDATE ON creator_earnings FOR EACH ROW EXECUTE FUNCTION split_earning();

-- Ends a session and books what its creator earned, once: 1 credit is 0.01 USD.
CREATE FUNCTION settle_session(p_session_id uuid) RETURNS uuid LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  earning uuid;
BEGIN
  UPDATE public.sessions SET ended_at = coalesce(ended_at, now()) WHERE id = p_session_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no session %', p_session_id USING ERRCODE = 'no_data_found';
  END IF;
  -- creator, rate and both amounts are the trigger's business
  INSERT INTO public.creator_earnings (creator_id, agent_id, session_id, gross_revenue, compute_cost, creator_amount, platform_amount)
    SELECT a.creator_id, a.id, s.id, coalesce(sum(e.credits_consumed), 0) * 0.01, coalesce(sum(e.cost_usd), 0), 0, 0
      FROM public.sessions s
      JOIN public.agent_instances i ON i.id = s.instance_id
      JOIN public.agents a ON a.id = i.agent_id
      LEFT JOIN public.usage_events e ON e.session_id = s.id
      WHERE s.id = p_session_id
      GROUP BY a.creator_id, a.id, s.id
    ON CONFLICT (session_id) WHERE session_id IS NOT NULL DO NOTHING
    RETURNING id INTO earning;
  RETURN earning;
END
$$;

-- The sweep that a scheduler runs on the 15th: whoever has the minimum together is paid all of it.
CREATE FUNCTION sweep_creator_earnings(p_as_of timestamptz DEFAULT now())
RETURNS TABLE (creator_id uuid, currency text, amount numeric, earnings bigint)
LANGUAGE plpgsql SET search_path = '' AS $$
#variable_conflict use_column
DECLARE
  minimum constant numeric := (public.revenue_terms_on('hired_agent', (p_as_of AT TIME ZONE 'UTC')::date)).payout_minimum;
BEGIN
  RETURN QUERY
    WITH open AS (
      SELECT id, creator_id, currency, creator_amount FROM public.creator_earnings
        WHERE NOT paid_out AND created_at < p_as_of FOR UPDATE
    ), due AS (
      SELECT creator_id, currency FROM open GROUP BY creator_id, currency HAVING sum(creator_amount) >= minimum
    ), marked AS (
      UPDATE public.creator_earnings e SET paid_out = true, paid_out_at = p_as_of
        FROM open JOIN due USING (creator_id, currency) WHERE e.id = open.id
        RETURNING e.creator_id, e.currency, e.creator_amount
    )
    SELECT m.creator_id, m.currency, sum(m.creator_amount), count(*) FROM marked m GROUP BY m.creator_id, m.currency;
END
$$;

-- GST of 18 % in rupees (9 + 9 within a state, 18 between states: the sum is the same), unless the caller knows better,
-- and a total that is always the sum of the two.
CREATE FUNCTION fill_gst() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  NEW.gst_amount := coalesce(NEW.gst_amount, round(NEW.amount_inr * 0.18, 2));
  NEW.total_amount := NEW.amount_inr + NEW.gst_amount;
  RETURN NEW;
END
$$;
CREATE TRIGGER fill_gst BEFORE INSERT OR UPDATE OF amount_inr, gst_amount, total_amount ON payments
  FOR EACH ROW EXECUTE FUNCTION fill_gst();

-- Down Migration
DROP TRIGGER fill_gst ON payments;
DROP FUNCTION fill_gst();
DROP FUNCTION sweep_creator_earnings(timestamptz);
DROP FUNCTION settle_session(uuid);
DROP TRIGGER split_earning ON creator_earnings;
DROP FUNCTION split_earning();
DROP FUNCTION request_payout(numeric, text);
DROP TRIGGER guard_payout ON creator_payouts;
DROP FUNCTION guard_payout();
DROP FUNCTION creator_balance(uuid, text);
DROP TRIGGER count_purchase ON morgy_purchases;
DROP FUNCTION count_purchase();
DROP TRIGGER split_purchase ON morgy_purchases;
DROP FUNCTION split_purchase();
DROP FUNCTION revenue_terms_on(text, date);
