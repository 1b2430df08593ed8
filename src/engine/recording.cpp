#include "recording.hpp"

#include <marketplace/core/json.hpp>

#include <utility>

namespace marketplace::engine_detail {
namespace {

/// ["o1",0].
std::string json_of(std::span<const Cell> key) {
    std::string text = "[";
    for (const Cell& cell : key) {
        if (text.size() > 1) text += ",";
        if (const auto* number = std::get_if<std::int64_t>(&cell)) {
            text += std::to_string(*number);
        } else if (const auto* word = std::get_if<std::string>(&cell)) {
            write_json_string(text, *word);
        } else {
            text += "null";
        }
    }
    return text + "]";
}

}  // namespace

void RecordingTransaction::note(const TableInfo& table, const void* record) {
    PreviewedRow& row = rows_.emplace_back();
    row.table = table.name;
    write_json(row.document, {table.record, record});
}

void RecordingTransaction::put(const TableInfo& table, const void* record) {
    inner_.put(table, record);
    note(table, record);
}

void RecordingTransaction::put_owned(const TableInfo& table, OwnedRecord record) {
    note(table, record.get());
    inner_.put_owned(table, std::move(record));
}

bool RecordingTransaction::insert(const TableInfo& table, const void* record) {
    if (!inner_.insert(table, record)) return false;
    note(table, record);
    return true;
}

void RecordingTransaction::insert_all(const TableInfo& table, std::span<const void* const> records) {
    inner_.insert_all(table, records);
    for (const void* record : records) note(table, record);
}

void RecordingTransaction::insert_owned(const TableInfo& table, OwnedRecords records) {
    for (const void* record : records.each) note(table, record);
    inner_.insert_owned(table, std::move(records));
}

bool RecordingTransaction::erase(const TableInfo& table, std::span<const Cell> key) {
    if (!inner_.erase(table, key)) return false;
    rows_.push_back({table.name, json_of(key), true});
    return true;
}

void RecordingTransaction::begin_savepoint() {
    inner_.begin_savepoint();
    savepoints_.push_back(rows_.size());
}

void RecordingTransaction::release_savepoint() {
    inner_.release_savepoint();
    savepoints_.pop_back();
}

void RecordingTransaction::rollback_savepoint() {
    inner_.rollback_savepoint();
    rows_.resize(savepoints_.back());
    savepoints_.pop_back();
}

}  // namespace marketplace::engine_detail
