// Pushes to both stores without end, and says so of each push once it is acknowledged. Arguments: folder, first number.
import { drivers, openOnDisk, timeOf } from './push-store.js'

const [folder, first] = process.argv.slice(2)
const store = await openOnDisk(folder!)
process.stdout.write('open\n')
for (let number = Number(first); ; number++) {
  const rows = drivers.map((driver_id) => ({
    driver_id,
    conv_rate: 0.5,
    acc_rate: 0.5,
    avg_daily_trips: number,
    event_timestamp: timeOf(number),
  }))
  process.stdout.write(`begin ${number}\n`)
  await store.push('driver_stats_push', rows, { to: 'online_and_offline' })
  process.stdout.write(`done ${number}\n`)
}
