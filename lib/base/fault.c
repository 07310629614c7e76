#include "base/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "base/outcome.h"

/* ---- outcomes that belong to no module */
const struct outcome DONE[1] = { { 200, "", NULL } };
const struct outcome CREATED[1] = { { 201, "", NULL } };
const struct outcome EMPTY[1] = { { 204, "", NULL } };
const struct outcome INVALID[1] = { { 400, "Invalid request", NULL } };
const struct outcome UNAUTHORIZED[1] = { { 401, "Not authorized", "Not yours to see" } };
const struct outcome NOT_FOUND[1] = { { 404, "Not Found", "Nothing here" } };
const struct outcome STALE[1] = { { 409, "Product has changed since you read it", "Changed in the meantime" } };
const struct outcome TOO_MANY[1] = { { 429, "Too many requests, please try again later", "A little slower, please",
	"That was too often: please wait a little, and try again" } };
const struct outcome REFUSED[1] = { { 400, "Invalid value", NULL } };
const struct outcome BROKEN[1] = { { 500, "Something went wrong", "Something went wrong" } };
const struct outcome AWAY[1] = { { 503, "The shop is busy, please try again in a moment", "Back in a moment" } };

/* ---- faults */
struct recovery *fault_innermost;

static noreturn void unwind(enum fault_kind kind)
{
	struct recovery *to = fault_innermost;

	if (!to)
		exit(EX_SOFTWARE);
	fault_innermost = to->outer;
	to->kind = kind;
	siglongjmp(to->at, 1);
}

noreturn void fault(enum fault_kind kind, const char *format, ...)
{
	char message[sizeof(fault_innermost->message)];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	if (!fault_innermost)
		fprintf(stderr, "level=error message=\"%s\"\n", message);
	else
		snprintf(fault_innermost->message, sizeof(fault_innermost->message), "%s", message);
	unwind(kind);
}

noreturn void fault_again(const struct recovery *caught)
{
	fault(caught->kind, "%s", caught->message);
}
