import { expect, it } from 'vitest'
import { actions, customCode, shorten } from '../src/domain/transaction'

const PROGRAMS = { trading: 'Trade111', oracle: 'Orac111' }

it('names the outermost instructions, counts repeats and leaves inner ones out', () => {
  const once = ['Program Trade111 invoke [1]', 'Program log: Instruction: PlaceOrder', 'Program Token invoke [2]', 'Program log: Instruction: Transfer', 'Program Token success', 'Program Trade111 success']
  const other = ['Program Orac111 invoke [1]', 'Program log: Instruction: SubmitBatch']
  expect(actions([...once, ...once, ...other], PROGRAMS)).toEqual([
    { program: 'trading', instruction: 'PlaceOrder', times: 2 },
    { program: 'oracle', instruction: 'SubmitBatch', times: 1 },
  ])
})

it('shortens the address of a program that it does not know', () => {
  expect(actions(['Program ABCDEFGHIJKLMNOP invoke [1]', 'Program log: Instruction: X'], {})[0]?.program).toBe('ABCD…MNOP')
  expect(shorten('short')).toBe('short')
})

it('reads the custom code of an error', () => {
  expect(customCode('InstructionError(0, Custom(6003))')).toBe('6003')
  expect(customCode('BlockhashNotFound')).toBe('')
})
