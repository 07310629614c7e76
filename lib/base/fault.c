#include "base/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

static struct recovery *innermost;

void fault_arm(struct recovery *recovery)
{
	recovery->outer = innermost;
	recovery->message[0] = '\0';
	innermost = recovery;
}

void fault_disarm(struct recovery *recovery)
{
	innermost = recovery->outer;
}

static noreturn void unwind(enum fault_kind kind)
{
	struct recovery *to = innermost;

	if (!to)
		exit(EX_SOFTWARE);
	innermost = to->outer;
	to->kind = kind;
	siglongjmp(to->at, 1);
}

noreturn void fault(enum fault_kind kind, const char *format, ...)
{
	char message[sizeof(innermost->message)];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	if (!innermost)
		fprintf(stderr, "level=error message=\"%s\"\n", message);
	else
		snprintf(innermost->message, sizeof(innermost->message), "%s", message);
	unwind(kind);
}

noreturn void fault_again(const struct recovery *caught)
{
	fault(caught->kind, "%s", caught->message);
}
