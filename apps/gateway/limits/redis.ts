/**
 * Counts in Redis under document 5's key, `ratelimit:{user_id}:{endpoint}`: a hash with a field a window. One script
 * looks at all windows and counts in all or none, so that gateways side by side agree.
 */
import { createClient } from 'redis';
import { memoryLimiter } from './memory.ts';
import type { Limiter } from './limits.ts';

/** ARGV: now in seconds, then length and limit of each window. A field holds `start:count`. Answers seconds to wait, or 0. */
const SCRIPT = `
local now = tonumber(ARGV[1])
local wait, longest, writes = 0, 0, {}
for i = 2, #ARGV, 2 do
  local seconds, max = tonumber(ARGV[i]), tonumber(ARGV[i + 1])
  local start = math.floor(now / seconds)
  local held = redis.call('HGET', KEYS[1], ARGV[i])
  local count = 0
  if held then
    local at, n = string.match(held, '^(%d+):(%d+)$')
    if tonumber(at) == start then count = tonumber(n) end
  end
  if count >= max then wait = math.max(wait, (start + 1) * seconds - now) end
  writes[#writes + 1] = ARGV[i]
  writes[#writes + 1] = string.format('%d:%d', start, count + 1)
  longest = math.max(longest, seconds)
end
if wait > 0 then return wait end
redis.call('HSET', KEYS[1], unpack(writes))
redis.call('EXPIRE', KEYS[1], longest)
return 0`;

/** Milliseconds: a limiter that hangs would hold every request. */
const TIMEOUT = 500;

export function redisLimiter(url: string, onTrouble: (error: unknown) => void): Limiter {
  const client = createClient({ url, disableOfflineQueue: true, commandOptions: { timeout: TIMEOUT } });
  // Without a listener the first lost connection would end the process. It reconnects by itself.
  client.on('error', onTrouble);
  const connected = client.connect().catch(onTrouble);
  const instead = memoryLimiter();
  return {
    async take(subject, endpoint, limits) {
      try {
        await connected;
        const wait = await client.eval(SCRIPT, {
          keys: [`ratelimit:${subject}:${endpoint}`],
          arguments: [
            String(Math.floor(Date.now() / 1000)),
            ...limits.flatMap((window) => [String(window.seconds), String(window.max)]),
          ],
        });
        return Number(wait);
      } catch (error) {
        onTrouble(error);
        return instead.take(subject, endpoint, limits);
      }
    },
    async close() {
      if (client.isOpen) client.destroy();
    },
  };
}
