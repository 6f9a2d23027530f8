// The CDK app as the CDK command line and `npm start` run it: settings come as context, the output directory from CDK.
import { makeApp } from "./synth.ts";

makeApp({}).synth();
