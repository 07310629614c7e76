/*
 * What every test shares. A test is a sentence and a body; main() says under what circumstances those of its file run:
 *
 *	TEST(stale_update_is_a_conflict)
 *	{
 *		...
 *	}
 *
 *	int main(void) { return test_run("product", IN_TRANSACTION); }
 *
 * Each test runs in a process of its own, with a pool of its own that ends with it.
 */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <check.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/fault.h"
#include "base/pool.h"

#define TEST(name) \
	static void name##_holds(void); \
	START_TEST(name) { name##_holds(); } END_TEST \
	__attribute__((constructor)) static void name##_is_listed(void) { test_list(name); } \
	static void name##_holds(void)

enum circumstances {
	PLAIN,          /* the standard configuration with a key to sign with; no database */
	CONFIGURED,     /* the configuration that BOXOFFICE_CONF names; the connection is the test's affair */
	IN_TRANSACTION, /* within a transaction that is rolled back afterwards */
};

extern void *pool;

void test_list(const TTest *test);

/* True where the test runs within a transaction that is rolled back. */
bool test_in_transaction(void);

int test_run(const char *suite, enum circumstances circumstances);

/* The standard configuration with these lines on top. */
void test_configure(const char *lines);

/* Shared memory (base/shm.h) of this test alone, in a new folder; test_drop_shared() removes it. */
void test_own_shared(void);
void test_drop_shared(void);

/* For this test the sanitizer is not to mind what stays allocated. */
void test_leaks_on_purpose(void);

/* Asserts that the statements raise a fault of this kind; 0 for none. */
#define ck_assert_fault(wanted, ...) \
	do { \
		struct recovery recovery_; \
		volatile int got_ = 0; \
		if (fault_caught(&recovery_)) { \
			got_ = (int)recovery_.kind; \
		} else { \
			__VA_ARGS__; \
			fault_disarm(&recovery_); \
		} \
		ck_assert_msg(got_ == (wanted), "fault %d instead of %d: %s", got_, (wanted), got_ ? recovery_.message : ""); \
	} while (0)

#define ck_assert_contains(text, part) \
	ck_assert_msg(strstr((text), (part)) != NULL, "\"%s\" isn't in: %.2000s", (part), (text))
#define ck_assert_lacks(text, part) ck_assert_msg(strstr((text), (part)) == NULL, "\"%s\" is in: %.2000s", (part), (text))

#endif
