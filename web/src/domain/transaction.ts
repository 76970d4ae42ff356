/** What a transaction did, read from its logs: the outermost instructions by name, with the program that ran them. */

export interface Action {
  program: string
  instruction: string
  times: number
}

const INVOKE = /^Program (\w+) invoke \[(\d+)\]/
const NAMED = /^Program log: Instruction: (\w+)/
const MAX_ACTIONS = 6

/** Return the top-level instructions in order, equal ones that follow each other counted.
 *
 *  @param logs Log lines of the transaction.
 *  @param programs Program ids by name. */
export function actions(logs: string[], programs: Record<string, string>): Action[] {
  const names = new Map(Object.entries(programs).map(([name, id]) => [id, name]))
  const found: Action[] = []
  let depth = 0
  let program = ''
  for (const line of logs) {
    const invoked = INVOKE.exec(line)
    if (invoked) {
      depth = Number(invoked[2])
      if (depth === 1) program = invoked[1] ?? ''
    }
    const named = NAMED.exec(line)
    if (named && depth === 1) count(found, names.get(program) ?? shorten(program), named[1] ?? '')
  }
  return found.slice(0, MAX_ACTIONS)
}

function count(found: Action[], program: string, instruction: string): void {
  const last = found.at(-1)
  if (last?.program === program && last.instruction === instruction) last.times += 1
  else found.push({ program, instruction, times: 1 })
}

/** Return the program's own error code in a transaction error such as `InstructionError(0, Custom(6003))`, or "". */
export function customCode(error: string): string {
  return /Custom\((\d+)\)/.exec(error)?.[1] ?? ''
}

/** Shorten an address, signature or hash to its two ends. */
export function shorten(text: string, ends = 4): string {
  return text.length <= 2 * ends + 1 ? text : `${text.slice(0, ends)}…${text.slice(-ends)}`
}
