// OpenStreetMap through libosmium, which reads XML and PBF, packed or not, and is what most programs around
// OpenStreetMap are built on. The map is gone through twice: ways first, which say what nodes are needed, and then
// nodes, so that the houses and trees of an extract never take memory.

#include "../network.hpp"
#include "../osm_tags.hpp"
#include "../read_formats.hpp"

#include <marketplace/core/error.hpp>

#include <osmium/io/bzip2_compression.hpp>
#include <osmium/io/gzip_compression.hpp>
#include <osmium/io/pbf_input.hpp>
#include <osmium/io/reader.hpp>
#include <osmium/io/xml_input.hpp>
#include <osmium/osm/node.hpp>
#include <osmium/osm/way.hpp>
#include <osmium/thread/pool.hpp>

#include <algorithm>
#include <cmath>

namespace marketplace::routing::detail {

const bool has_openstreetmap = true;

namespace {

constexpr std::int32_t duration_ms_max = 2'000'000'000;
constexpr double distance_cm_max = 2e9;

struct Way {
    std::size_t refs_end = 0;  ///< within all refs
    WayRules rules;
};

struct PointOfRoad {
    FixedPoint point;
    std::uint8_t barrier = 0;
    bool is_known = false;
};

class OsmReader {
public:
    OsmReader(std::string_view bytes, const std::string& format, const RoadReadOptions& options)
        : file_(bytes.data(), bytes.size(), format),
          wanted_(wanted_modes(options)),
          motor_percent_(options.motor_percent) {}

    RoadNetwork read() {
        each<osmium::Way>(osmium::osm_entity_bits::way, [this](const osmium::Way& way) { add_way(way); });
        ids_ = refs_;
        std::sort(ids_.begin(), ids_.end());
        ids_.erase(std::unique(ids_.begin(), ids_.end()), ids_.end());
        if (ids_.empty()) fail(ErrorCode::not_found, "map", "", "ways with a highway");
        nodes_.resize(ids_.size());
        each<osmium::Node>(osmium::osm_entity_bits::node, [this](const osmium::Node& node) { add_node(node); });
        return build();
    }

private:
    template <class T, class F>
    void each(osmium::osm_entity_bits::type kind, F&& take) {
        osmium::thread::Pool pool{1};  // of our own, so that no thread outlives the call
        osmium::io::Reader reader{file_, pool, kind, osmium::io::read_meta::no};
        while (const osmium::memory::Buffer buffer = reader.read()) {
            for (const T& object : buffer.select<T>()) {
                if (object.visible()) take(object);
            }
        }
        reader.close();
    }

    const OsmTags& tags_of(const osmium::OSMObject& object) {
        tags_.clear();
        for (const osmium::Tag& tag : object.tags()) tags_.add(tag.key(), tag.value());
        return tags_;
    }

    void add_way(const osmium::Way& way) {
        if (way.nodes().size() < 2 || way.tags().empty()) return;
        WayRules rules = way_rules(tags_of(way), motor_percent_);
        for (std::size_t mode = 0; mode < travel_mode_count; ++mode) {
            if (!wanted_[mode]) rules[mode] = {};
        }
        if (rules == WayRules{}) return;
        for (const osmium::NodeRef& ref : way.nodes()) refs_.push_back(ref.ref());
        ways_.push_back({refs_.size(), rules});
    }

    [[nodiscard]] std::size_t position_of(std::int64_t id) const {
        return static_cast<std::size_t>(std::lower_bound(ids_.begin(), ids_.end(), id) - ids_.begin());
    }

    void add_node(const osmium::Node& node) {
        const std::size_t position = position_of(node.id());
        if (position == ids_.size() || ids_[position] != node.id()) return;
        if (!node.location().valid())
            fail(ErrorCode::out_of_range, "node " + std::to_string(node.id()), "", "a longitude and a latitude");
        nodes_[position] = {{node.location().x(), node.location().y()},
                            node.tags().empty() ? std::uint8_t{0} : barrier_to(tags_of(node)),
                            true};
    }

    RoadNetwork build() {
        std::vector<std::int32_t> index(ids_.size(), -1);
        std::vector<std::int64_t> ids;
        std::vector<FixedPoint> points;
        for (std::size_t i = 0; i < ids_.size(); ++i) {
            if (!nodes_[i].is_known) continue;
            index[i] = static_cast<std::int32_t>(ids.size());
            ids.push_back(ids_[i]);
            points.push_back(nodes_[i].point);
        }
        std::vector<RoadEdge> edges;
        std::size_t begin = 0;
        for (const Way& way : ways_) {
            for (std::size_t i = begin + 1; i < way.refs_end; ++i)
                add_stretch(edges, way.rules, index, position_of(refs_[i - 1]), position_of(refs_[i]));
            begin = way.refs_end;
        }
        return build_network(std::move(ids), std::move(points), std::move(edges));
    }

    static std::int32_t duration_ms(double distance_cm, std::int32_t metres_an_hour) {
        const double duration = distance_cm * 36'000 / metres_an_hour;
        return static_cast<std::int32_t>(std::min<double>(duration_ms_max, std::floor(duration + 0.5)));
    }

    void add_stretch(std::vector<RoadEdge>& edges, const WayRules& rules, const std::vector<std::int32_t>& index,
                     std::size_t from, std::size_t to) const {
        if (index[from] < 0 || index[to] < 0) return;  // the extract ends here
        const FixedPoint a = nodes_[from].point;
        const FixedPoint b = nodes_[to].point;
        const double metres =
            metres_between(degrees(a.longitude), degrees(a.latitude), degrees(b.longitude), degrees(b.latitude));
        const double distance_cm = std::min(distance_cm_max, std::floor(metres * 100 + 0.5));
        RoadEdge forward{index[from], index[to], static_cast<std::int32_t>(distance_cm)};
        RoadEdge backward{index[to], index[from], forward.distance_cm};
        const std::uint8_t barrier = nodes_[from].barrier | nodes_[to].barrier;
        for (std::size_t mode = 0; mode < travel_mode_count; ++mode) {
            if ((barrier & bit_of(mode)) != 0) continue;
            const WaySpeeds& speeds = rules[mode];
            if (speeds.forward > 0) forward.duration_ms[mode] = duration_ms(distance_cm, speeds.forward);
            if (speeds.backward > 0) backward.duration_ms[mode] = duration_ms(distance_cm, speeds.backward);
        }
        edges.push_back(forward);
        edges.push_back(backward);
    }

    osmium::io::File file_;
    std::array<bool, travel_mode_count> wanted_;
    std::int32_t motor_percent_;
    OsmTags tags_;
    std::vector<Way> ways_;
    std::vector<std::int64_t> refs_;  ///< nodes of all ways, one way after the other
    std::vector<std::int64_t> ids_;   ///< the same sorted, each once
    std::vector<PointOfRoad> nodes_;  ///< by position in `ids_`
};

}  // namespace

RoadNetwork read_openstreetmap(std::string_view bytes, const std::string& format, const RoadReadOptions& options) {
    try {
        return OsmReader{bytes, format, options}.read();
    } catch (const osmium::xml_error& error) {
        const std::string where = "line " + std::to_string(error.line) + ", column " + std::to_string(error.column);
        fail(ErrorCode::parse_error, where, "", "OpenStreetMap XML (" + error.error_string + ")");
    } catch (const Error&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& error) {
        fail(ErrorCode::parse_error, "map", "", "sound OpenStreetMap data (" + std::string{error.what()} + ")");
    }
}

}  // namespace marketplace::routing::detail
