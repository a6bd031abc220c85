/** What is wrong with a plan, and where: lines and columns begin at one. */
export interface Problem {
  line: number;
  column: number;
  path: string;
  message: string;
  allowed: string | null;
  nearest: string | null;
  /** The plan is valid all the same. */
  warning: boolean;
}
