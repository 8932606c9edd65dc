-- Credits: a ledger that only grows, and a balance that only the ledger changes.

-- Up Migration
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON credit_transactions FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON usage_events FOR EACH ROW EXECUTE FUNCTION forbid_change();

-- The balance's own checks (never below zero) refuse a ledger row that would overdraw.
CREATE FUNCTION apply_credit_transaction() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  to_subscription constant integer := CASE NEW.credit_type WHEN 'subscription' THEN NEW.amount ELSE 0 END;
  to_topup constant integer := CASE NEW.credit_type WHEN 'topup' THEN NEW.amount ELSE 0 END;
BEGIN
  INSERT INTO public.credit_balances (user_id) VALUES (NEW.user_id) ON CONFLICT (user_id) DO NOTHING;
  UPDATE public.credit_balances
    SET subscription_credits = subscription_credits + to_subscription, topup_credits = topup_credits + to_topup
    WHERE user_id = NEW.user_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER apply_credit_transaction AFTER INSERT ON credit_transactions
  FOR EACH ROW EXECUTE FUNCTION apply_credit_transaction();

-- Nobody writes a balance directly, the service and maintenance included: it would part from the ledger.
CREATE FUNCTION guard_balance() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF pg_trigger_depth() < 2 AND (
    TG_OP = 'DELETE' OR TG_OP = 'INSERT' AND (NEW.subscription_credits, NEW.topup_credits) <> (0, 0)
    OR TG_OP = 'UPDATE' AND (NEW.user_id, NEW.subscription_credits, NEW.topup_credits) <> (OLD.user_id, OLD.subscription_credits, OLD.topup_credits)
  ) THEN
    RAISE EXCEPTION 'a balance changes through credit_transactions only' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER guard_balance BEFORE INSERT OR UPDATE OR DELETE ON credit_balances FOR EACH ROW EXECUTE FUNCTION guard_balance();

-- Adds credits. With a payment's id it can be repeated: the second call changes nothing. Answers whether it added.
CREATE FUNCTION grant_credits(
  p_user_id uuid, p_type text, p_amount integer, p_credit_type text,
  p_description text DEFAULT NULL, p_stripe_payment_id text DEFAULT NULL
) RETURNS boolean LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF p_amount <= 0 OR p_type = 'session_deduct' THEN
    RAISE EXCEPTION 'credits are granted in positive amounts' USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_grant_positive';
  END IF;
  INSERT INTO public.credit_transactions (user_id, type, amount, credit_type, description, stripe_payment_id)
    VALUES (p_user_id, p_type, p_amount, p_credit_type, p_description, p_stripe_payment_id)
    ON CONFLICT (stripe_payment_id, type, credit_type) WHERE stripe_payment_id IS NOT NULL DO NOTHING;
  RETURN FOUND;
END
$$;

-- A new month of a plan: what is left beyond the plan's rollover expires, then the month's credits come.
CREATE FUNCTION refresh_subscription_credits(
  p_user_id uuid, p_monthly integer, p_rollover integer, p_stripe_payment_id text
) RETURNS boolean LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  held integer;
BEGIN
  INSERT INTO public.credit_balances (user_id) VALUES (p_user_id) ON CONFLICT (user_id) DO NOTHING;
  SELECT subscription_credits INTO held FROM public.credit_balances WHERE user_id = p_user_id FOR UPDATE;
  IF NOT public.grant_credits(p_user_id, 'subscription_refresh', p_monthly, 'subscription', 'a month of the plan', p_stripe_payment_id) THEN
    RETURN false;
  END IF;
  IF held > p_rollover THEN
    INSERT INTO public.credit_transactions (user_id, type, amount, credit_type, description)
      VALUES (p_user_id, 'subscription_refresh', p_rollover - held, 'subscription', 'expired at the end of the month');
  END IF;
  RETURN true;
END
$$;

-- One piece of use of a hired agent: the event, the ledger (subscription credits first, then top-up credits), the
-- balance and the session, or nothing at all. The balance's row is locked first, so that concurrent calls of one person
-- queue and none can overdraw.
CREATE FUNCTION record_usage_event(
  p_session_id uuid, p_user_id uuid, p_instance_id uuid, p_input_tokens integer, p_output_tokens integer,
  p_compute_seconds integer, p_credits integer, p_cost numeric
) RETURNS uuid LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  held public.credit_balances;
  from_subscription integer;
  event uuid := gen_random_uuid();
BEGIN
  IF p_credits < 0 THEN
    RAISE EXCEPTION 'use cannot cost a negative number of credits (%)', p_credits
      USING ERRCODE = 'check_violation', CONSTRAINT = 'usage_credits_positive';
  END IF;
  PERFORM 1 FROM public.agent_instances WHERE id = p_instance_id AND user_id = p_user_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'instance % is not one of user %', p_instance_id, p_user_id USING ERRCODE = 'no_data_found';
  END IF;
  SELECT * INTO held FROM public.credit_balances WHERE user_id = p_user_id FOR UPDATE;
  IF p_credits > coalesce(held.subscription_credits + held.topup_credits, 0) THEN
    RAISE EXCEPTION 'this takes % credits and % are left', p_credits, coalesce(held.subscription_credits + held.topup_credits, 0)
      USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_balance_overdraft';
  END IF;
  from_subscription := least(p_credits, held.subscription_credits);
  INSERT INTO public.usage_events
      (id, user_id, instance_id, session_id, compute_seconds, input_tokens, output_tokens, credits_consumed, cost_usd)
    VALUES (event, p_user_id, p_instance_id, p_session_id, p_compute_seconds, p_input_tokens, p_output_tokens, p_credits, p_cost);
  INSERT INTO public.credit_transactions (user_id, type, amount, credit_type, session_id)
    SELECT p_user_id, 'session_deduct', -d.amount, d.credit_type, p_session_id
      FROM (VALUES (from_subscription, 'subscription'), (p_credits - from_subscription, 'topup')) AS d (amount, credit_type)
      WHERE d.amount > 0;
  IF p_session_id IS NOT NULL THEN
    UPDATE public.sessions SET
        total_credits_consumed = total_credits_consumed + p_credits,
        total_input_tokens = total_input_tokens + p_input_tokens,
        total_output_tokens = total_output_tokens + p_output_tokens,
        compute_seconds = compute_seconds + p_compute_seconds
      WHERE id = p_session_id AND instance_id = p_instance_id AND user_id = p_user_id;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'session % is not one of instance %', p_session_id, p_instance_id USING ERRCODE = 'no_data_found';
    END IF;
  END IF;
  RETURN event;
END
$$;

-- Down Migration
DROP FUNCTION record_usage_event(uuid, uuid, uuid, integer, integer, integer, integer, numeric);
DROP FUNCTION refresh_subscription_credits(uuid, integer, integer, text);
DROP FUNCTION grant_credits(uuid, text, integer, text, text, text);
DROP TRIGGER guard_balance ON credit_balances;
DROP FUNCTION guard_balance();
DROP TRIGGER apply_credit_transaction ON credit_transactions;
DROP FUNCTION apply_credit_transaction();
DROP TRIGGER append_only ON usage_events;
DROP TRIGGER append_only ON credit_transactions;
