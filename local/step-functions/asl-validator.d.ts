// asl-validator ships no types; this states the one call that is used.
declare module "asl-validator" {
  interface AslValidation {
    readonly isValid: boolean;
    errorsText(separator?: string): string;
  }
  function validate(definition: object, options?: { checkPaths: boolean; checkArn: boolean }): AslValidation;
  export default validate;
}
