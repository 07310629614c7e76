/* Runs the suites one after the other, some tests of a suite at once. Arguments: names of suites; none for all. */
import { start, stop } from "./lib/browser.js";
import { fail, runCollected } from "./lib/harness.js";

const SUITES = ["empty", "journey", "holds", "forms", "sessions", "keyboard", "states", "paying", "print", "text", "webhooks"];
const CONCURRENT_TESTS = 2;

const asked = process.argv.slice(2);
let failed = 0;

await start();
try {
	for (const name of asked.length ? asked : SUITES) {
		await import(`./suites/${name}.js`).catch(error => fail(`${name} can begin`, error));
		failed = await runCollected(CONCURRENT_TESTS);
	}
} finally {
	await stop();
}
process.exitCode = failed ? 1 : 0;
