let allowed: boolean | undefined

/** Says whether text may become code here, which a content security policy can forbid. Tried once. */
export function allowsGeneratedCode(): boolean {
  allowed ??= tryGeneratedCode()
  return allowed
}

function tryGeneratedCode(): boolean {
  try {
    return new Function('return true')() === true
  } catch {
    return false
  }
}
