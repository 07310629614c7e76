#include "base/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

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
