/* How a payment is read from the database: for payment.c, and for payment_row.c, where what payment.h says of reading stands. */
#ifndef MONEY_PAYMENT_SQL_H
#define MONEY_PAYMENT_SQL_H

#define SELECT_PAYMENT "SELECT {columns} FROM payments y JOIN orders o ON o.id = y.order_id "

#endif
