#!/usr/bin/env node
import { run } from './program.js'

// A reader that has seen enough, such as head, is no failure: the command goes on to its end and cleans up.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})
process.exitCode = await run(process.argv.slice(2))
