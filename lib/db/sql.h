/*
 * Statements that a field table completes, and pieces of SQL that several entities share.
 *
 * A statement may have gaps, which the rows of a field table (base/field.h) fill, each with all fields that have the flag:
 *
 *	{columns}      p.id, p.title, CAST(UNIX_TIMESTAMP(p.sold_at) * 1000 AS SIGNED)   STORED: what a SELECT reads
 *	{names}        title, price                                                     WRITTEN: what an INSERT names,
 *	{marks}        ?, ?                                                                      and its values
 *	{assignments}  p.title = ?, p.price = ?                                         WRITTEN: what an UPDATE sets
 *	{members}      'id', p.id, 'title', p.title, 'price', p.price * 0.01            EVENT_DATA: what JSON_OBJECT() takes
 *
 *	static const char LOAD[] = "SELECT {columns} FROM products p WHERE p.id = ?";
 *	static const char INSERT[] = "INSERT INTO products ({names}, id, user_id) VALUES ({marks}, ?, ?)";
 *
 *	db_get(pool, LOAD, BIND(db_text(id)), product_fields, product);
 *	batch_add(batch, sql_fill(pool, INSERT, product_fields),
 *	          sql_values(pool, product_fields, product, BIND(db_text(product->id), db_text(seller))), 1);
 *
 * db_get(), db_each() and db_page() fill the gaps themselves, from the fields that they read.
 */
#ifndef DB_SQL_H
#define DB_SQL_H

#include "db/db.h"

/* The statement with its gaps filled, in the pool; the same text where it has none. */
const char *sql_fill(void *pool, const char *sql, const struct field *fields);

/* What to bind: the WRITTEN fields of the thing, in the table's order, then the further values. In the pool. */
const struct value *sql_values(void *pool, const struct field *fields, const void *thing, const struct value *further);

/* A bound JSON array of ids, as a table `s` of `id`. */
#define SET_OF_ORDERS SET_OF_IDS
#define SET_OF_IDS \
	"JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) s"

/* An order's status at this instant: `overdue` where its time has run out and nobody has noticed yet. */
#define STATUS_OF(o) "IF(" o ".status = 'created' AND " o ".expires_at <= NOW(3), 'overdue', " o ".status)"

#endif
