/**
 * Stands in for the SDK's runtime shims when the server is built. The SDK brings Ajv to check answers to questions that a
 * server asks its user (elicitation). This server asks none, and Ajv compiles code at run time, which a bundle must not do.
 */
import process from 'node:process';

export class DefaultJsonSchemaValidator {
  getValidator(): never {
    throw new Error("A bundle's server asks no questions, so it has no answers to check.");
  }
}

export { process };
