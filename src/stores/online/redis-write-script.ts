import { MAGIC, ORDER_KEY, ORDER_KEY_LENGTH } from './row-layout.js'

const HEADER = ORDER_KEY + ORDER_KEY_LENGTH

/**
 * What {@link supersedes} does, inside Redis, so that writers of several processes agree: sets each key to its row
 * unless the stored row is later, and returns the positions (from 1) of the rows that came too late.
 *
 * Compares first and sets afterwards: Redis does not roll a script back, and a comparison may fail on a key that holds
 * no string. Compares bytes, because `<` on Lua's strings follows the server's locale.
 */
export const redisWriteScript = `
local late = {}
local isLate = {}
for i = 1, #KEYS do
  local stored = redis.call('GETRANGE', KEYS[i], 0, ${HEADER - 1})
  if #stored == ${HEADER} and stored:byte(1) == ${MAGIC} then
    local row = ARGV[i]
    for at = ${ORDER_KEY + 1}, ${HEADER} do
      local old, new = stored:byte(at), row:byte(at)
      if old ~= new then
        if old > new then
          late[#late + 1] = i
          isLate[i] = true
        end
        break
      end
    end
  end
end
for i = 1, #KEYS do
  if not isLate[i] then redis.call('SET', KEYS[i], ARGV[i]) end
end
return late
`
