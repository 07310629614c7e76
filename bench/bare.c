/*
 * The order's transaction by itself, without web server, JSON or session: bare CONNECTIONS SECONDS PRODUCT BUYER
 *
 * Each connection places orders for one ticket of PRODUCT, one after the other, by the statements of bench/peers/statements.sql,
 * prepared once. Prints orders a second, and microseconds of the median and of 99 in 100. The database is in the environment.
 */
#include <mysql.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "statements.h"

#define MAX_CONNECTIONS 64
#define MAX_VALUES 6
#define MAX_COLUMNS 4
#define COLUMN 256
#define MAX_EVENT 2048

enum { PRODUCT, ORDER, ITEM, CLAIM, EVENT, STOCK, PRODUCT_EVENT, STATEMENTS };

static const char *const texts[STATEMENTS] = { SQL_order_product, SQL_order_insert, SQL_order_item, SQL_order_claim, SQL_order_event,
	SQL_order_stock, SQL_product_event };

struct worker {
	pthread_t thread;
	MYSQL *connection;
	MYSQL_STMT *statements[STATEMENTS];
	char columns[MAX_COLUMNS][COLUMN];
	uint32_t *latencies;
	size_t count, room;
	unsigned number;
};

static const char *product, *buyer;
static double seconds;

static void die(const char *why)
{
	fprintf(stderr, "bare: %s\n", why);
	exit(70);
}

static int64_t now(void) /* microseconds */
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

static void run(struct worker *worker, int which, const char *const *values)
{
	MYSQL_STMT *statement = worker->statements[which];
	MYSQL_BIND binds[MAX_VALUES] = { 0 };

	for (int i = 0; values[i]; i++) {
		binds[i].buffer_type = MYSQL_TYPE_STRING;
		binds[i].buffer = (void *)values[i];
		binds[i].buffer_length = strlen(values[i]);
	}
	if (mysql_stmt_bind_param(statement, binds) || mysql_stmt_execute(statement))
		die(mysql_stmt_error(statement));
}

static void command(struct worker *worker, const char *sql)
{
	if (mysql_query(worker->connection, sql))
		die(mysql_error(worker->connection));
}

static void read_product(struct worker *worker)
{
	run(worker, PRODUCT, (const char *[]){ product, NULL });
	if (mysql_stmt_fetch(worker->statements[PRODUCT]))
		die("no such product");
	mysql_stmt_free_result(worker->statements[PRODUCT]);
}

static void place(struct worker *worker)
{
	const char *title = worker->columns[1], *price = worker->columns[2], *expires = worker->columns[3];
	char id[25], event[MAX_EVENT];

	snprintf(id, sizeof(id), "%08x%04x%012zx", (unsigned)time(NULL), worker->number, worker->count);
	command(worker, "START TRANSACTION");
	read_product(worker);
	run(worker, ORDER, (const char *[]){ id, buyer, expires, price, NULL });
	run(worker, ITEM, (const char *[]){ id, product, title, price, "1", NULL });
	run(worker, CLAIM, (const char *[]){ id, product, "1", expires, NULL });
	snprintf(event, sizeof(event), "{\"id\":\"%s\",\"version\":0,\"status\":\"created\",\"userId\":\"%s\",\"expiresAt\":\"%s\","
	         "\"product\":{\"id\":\"%s\",\"price\":%s},\"items\":[{\"product\":{\"id\":\"%s\",\"price\":%s},\"quantity\":1}]}",
	         id, buyer, expires, product, price, product, price);
	run(worker, EVENT, (const char *[]){ id, event, NULL });
	run(worker, STOCK, (const char *[]){ "1", product, "1", NULL });
	if (mysql_stmt_affected_rows(worker->statements[STOCK]) != 1)
		die("sold out");
	run(worker, PRODUCT_EVENT, (const char *[]){ product, product, product, NULL });
	command(worker, "COMMIT");
}

static void keep(struct worker *worker, int64_t microseconds)
{
	if (worker->count == worker->room) {
		worker->room = worker->room ? 2 * worker->room : 4096;
		worker->latencies = realloc(worker->latencies, worker->room * sizeof(uint32_t));
		if (!worker->latencies)
			die("out of memory");
	}
	worker->latencies[worker->count++] = (uint32_t)microseconds;
}

static void *work(void *argument)
{
	struct worker *worker = argument;
	int64_t end = now() + (int64_t)(seconds * 1e6);

	for (int64_t before = now(), after; before < end; before = after) {
		place(worker);
		after = now();
		keep(worker, after - before);
	}
	return NULL;
}

static void open_connection(struct worker *worker)
{
	MYSQL_BIND columns[MAX_COLUMNS] = { 0 };

	worker->connection = mysql_init(NULL);
	if (!mysql_real_connect(worker->connection, NULL, getenv("DB_USER"), getenv("DB_PASSWORD"), getenv("DB_NAME"), 0,
	                        getenv("DB_SOCKET"), 0))
		die(mysql_error(worker->connection));
	for (int i = 0; i < STATEMENTS; i++) {
		worker->statements[i] = mysql_stmt_init(worker->connection);
		if (mysql_stmt_prepare(worker->statements[i], texts[i], strlen(texts[i])))
			die(mysql_stmt_error(worker->statements[i]));
	}
	for (int i = 0; i < MAX_COLUMNS; i++)
		columns[i] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_STRING, .buffer = worker->columns[i], .buffer_length = COLUMN };
	mysql_stmt_bind_result(worker->statements[PRODUCT], columns);
}

static int by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void print_result(const struct worker *workers, size_t count, int64_t took)
{
	size_t orders = 0;
	uint32_t *all;

	for (size_t i = 0; i < count; i++)
		orders += workers[i].count;
	all = calloc(orders + 1, sizeof(*all));
	if (!all)
		die("out of memory");
	for (size_t i = 0, at = 0; i < count; at += workers[i++].count)
		memcpy(all + at, workers[i].latencies, workers[i].count * sizeof(*all));
	qsort(all, orders, sizeof(*all), by_size);
	printf("requests=%zu per_second=%.1f p50=%u p99=%u max=%u\n", orders, (double)orders / ((double)took / 1e6), all[orders / 2],
	       all[orders * 99 / 100], all[orders ? orders - 1 : 0]);
}

int main(int count, char **words)
{
	static struct worker workers[MAX_CONNECTIONS];
	size_t wanted = count == 5 ? strtoul(words[1], NULL, 10) : 0;
	int64_t start;

	if (!wanted || wanted > MAX_CONNECTIONS) {
		fputs("usage: bare CONNECTIONS SECONDS PRODUCT BUYER\n", stderr);
		return 64;
	}
	seconds = strtod(words[2], NULL);
	product = words[3];
	buyer = words[4];
	for (unsigned i = 0; i < wanted; i++) {
		workers[i].number = i;
		open_connection(&workers[i]);
	}
	start = now();
	for (size_t i = 0; i < wanted; i++)
		if (pthread_create(&workers[i].thread, NULL, work, &workers[i]))
			die("no thread");
	for (size_t i = 0; i < wanted; i++)
		pthread_join(workers[i].thread, NULL);
	print_result(workers, wanted, now() - start);
	return 0;
}
