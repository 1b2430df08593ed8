#include "watch.hpp"

#include <chrono>
#include <thread>

namespace marketplace::python {
namespace {

constexpr auto signal_interval = std::chrono::milliseconds{50};

}  // namespace

Watcher::Watcher(py::handle callback, const TypeInfo& report_type, const std::string& field)
    : callback_(py::reinterpret_borrow<py::object>(callback)), report_type_(&report_type) {
    if (callback.is_none() || PyCallable_Check(callback.ptr()) != 0) return;
    fail(ErrorCode::wrong_type, field, Py_TYPE(callback.ptr())->tp_name, "a callable, or None");
}

surface::Watch Watcher::watch() {
    surface::Watch out;
    out.stop = stop_.get_token();
    if (!callback_.is_none()) out.report = [this](const void* record) { return report(record); };
    return out;
}

void Watcher::run(surface::Call& call) {
    {
        std::jthread worker;
        {
            const py::gil_scoped_release released;
            worker = std::jthread{[&] { execute(call); }};
        }
        while (attend()) {
        }
        const py::gil_scoped_release released;
        worker.join();
    }
    if (raised_) throw py::error_already_set{std::move(*raised_)};
    if (failure_ != nullptr) std::rethrow_exception(failure_);
}

/// On the thread of the call: hands over what it has to tell and waits for the answer.
bool Watcher::report(const void* record) {
    std::unique_lock lock{mutex_};
    if (stop_.stop_requested()) return false;
    reported_ = record;
    changed_.notify_all();
    changed_.wait(lock, [&] { return reported_ == nullptr; });
    return !stop_.stop_requested();
}

void Watcher::execute(surface::Call& call) {
    try {
        call.run();
    } catch (...) {
        failure_ = std::current_exception();
    }
    const std::lock_guard lock{mutex_};
    is_done_ = true;
    changed_.notify_all();
}

/// A little while, or until there is something to do. Returns whether the call goes on.
bool Watcher::wait() {
    const py::gil_scoped_release released;
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, signal_interval, [&] { return reported_ != nullptr || is_done_; });
    return !is_done_;
}

/// On the calling thread: answers a report, and the signals that came meanwhile. Returns whether the call goes on.
bool Watcher::attend() {
    const bool goes_on = wait();
    if (PyErr_CheckSignals() != 0) note_exception();
    const void* record = nullptr;
    {
        const std::lock_guard lock{mutex_};
        record = reported_;
    }
    if (record == nullptr) return goes_on;
    if (!stop_.stop_requested()) answer(record);
    const std::lock_guard lock{mutex_};
    reported_ = nullptr;
    changed_.notify_all();
    return goes_on;
}

void Watcher::answer(const void* record) {
    try {
        if (callback_(to_python(*report_type_, record)).is(py::bool_(false))) stop_.request_stop();
    } catch (py::error_already_set& raised) {
        raised.restore();
        note_exception();
    } catch (const std::exception& failed) {
        PyErr_SetString(PyExc_RuntimeError, failed.what());
        note_exception();
    }
}

/// Takes over the exception that is set.
void Watcher::note_exception() {
    py::error_already_set raised;
    stop_.request_stop();
    if (raised.matches(PyExc_KeyboardInterrupt) && !is_interrupted_) {
        is_interrupted_ = true;
        return;
    }
    if (!raised_) raised_.emplace(std::move(raised));
}

}  // namespace marketplace::python
