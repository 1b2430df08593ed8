#pragma once
// Everything. Including a module's own headers instead keeps compile times low.

#include <marketplace/adapters/memory.hpp>
#include <marketplace/adapters/payment_file.hpp>
#include <marketplace/affiliate/commission_calculator.hpp>
#include <marketplace/affiliate/plan_lint.hpp>
#include <marketplace/affiliate/reversal.hpp>
#include <marketplace/affiliate/tier_manager.hpp>
#include <marketplace/affiliate/what_if.hpp>
#include <marketplace/core/csv.hpp>
#include <marketplace/core/json.hpp>
#include <marketplace/engine/engine.hpp>
#include <marketplace/ledger/journal.hpp>
#include <marketplace/ledger/template.hpp>
#include <marketplace/money/allocation.hpp>
#include <marketplace/money/exchange.hpp>
#include <marketplace/payments/payout_processor.hpp>
#include <marketplace/vendors/analytics.hpp>
#include <marketplace/version.hpp>
