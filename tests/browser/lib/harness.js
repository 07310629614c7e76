/*
 * Tests are sentences. `test` is one; `story` is a list of them that build on each other and share what they found.
 * Each prints a line: `ok sentence`, or `not ok sentence: why`.
 */
const LONGEST = 60_000;
const waiting = [];
let failed = 0;

export function test(sentence, body) {
	waiting.push(() => attempt(sentence, body));
}

export function story(name, steps) {
	waiting.push(() => tell(name, steps));
}

/* Runs what was collected since the last call, so many at once; how many have failed so far. */
export async function runCollected(atOnce) {
	const workers = Array.from({ length: atOnce }, async () => {
		for (let next = waiting.shift(); next; next = waiting.shift())
			await next();
	});

	await Promise.all(workers);
	return failed;
}

async function attempt(sentence, body) {
	const here = new Here();

	try {
		await inTime(body(here));
		await here.close();
		pass(sentence);
	} catch (error) {
		fail(sentence, error);
		await here.close().catch(() => {});
	}
}

async function tell(name, steps) {
	const here = new Here();
	let broken = null;

	for (const [words, body] of steps) {
		const sentence = `${name}: ${words}`;

		if (broken) {
			fail(sentence, new Error("not reached"));
			continue;
		}
		try {
			await inTime(body(here));
			here.inspect();
			pass(sentence);
		} catch (error) {
			broken = error;
			fail(sentence, error);
		}
	}
	await here.close().catch(() => {});
}

function pass(sentence) {
	console.log(`ok ${sentence}`);
}

export function fail(sentence, error) {
	const lines = String(error.stack && !error.generatedMessage ? error.stack : error.message).split("\n");
	const [why, ...rest] = lines.map(line => line.replace(/\x1b\[[0-9;]*m/g, ""));

	failed++;
	console.log(`not ok ${sentence}: ${why}`);
	for (const line of rest.slice(0, 12))
		console.log(`  ${line}`);
}

async function inTime(promise) {
	let timer;
	const late = new Promise((_, reject) => {
		timer = setTimeout(() => reject(new Error(`took longer than ${LONGEST / 1000} s`)), LONGEST);
	});

	try {
		return await Promise.race([promise, late]);
	} finally {
		clearTimeout(timer);
	}
}

/* What a test has open. A page that complained (console, policy, foreign request) fails the test that opened it. */
class Here {
	opened = [];

	add(thing) {
		this.opened.push(thing);
	}

	inspect() {
		const complaints = this.opened.flatMap(thing => thing.complaints.splice(0));

		if (complaints.length)
			throw new Error(complaints.join("; "));
	}

	async close() {
		for (const thing of this.opened)
			await thing.close();
		this.inspect();
	}
}
