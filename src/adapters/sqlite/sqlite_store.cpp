#include "log_mover.hpp"
#include "schema.hpp"
#include "transaction.hpp"

namespace marketplace {
namespace {

class SqliteStore final : public Store {
public:
    explicit SqliteStore(const SqliteOptions& options) : database_(std::make_shared<sqlite::Database>(options)) {}

    void create_tables(std::span<const TableInfo* const> tables) override {
        sqlite::Connection& connection = database_->connection;
        const adapters_detail::Turn turn{database_->turnstile, connection.path()};
        connection.begin();
        try {
            sqlite::create_tables(connection, tables);
            connection.commit();
        } catch (...) {
            connection.rollback();
            throw;
        }
    }
    std::unique_ptr<Transaction> begin() override { return sqlite::begin_transaction(database_); }
    std::unique_ptr<Transaction> begin_read() override { return sqlite::begin_reading(database_); }
    void refuse_waiting_for_oneself() override {
        database_->turnstile.refuse_waiting_for_oneself(database_->connection.path());
    }

private:
    std::shared_ptr<sqlite::Database> database_;
};

}  // namespace

std::shared_ptr<Store> make_sqlite_store(const SqliteOptions& options) {
    sqlite::check_log_size(options);  // before there is a file
    return std::make_shared<SqliteStore>(options);
}

}  // namespace marketplace
