#include "server/http/api/refused.hpp"

namespace tuban::http::api {

Refused not_found() {
    return Refused(
        {404, "not_found", "没有找到", "这条记录不存在，或不在您的辖区内。请从列表重新进入。"});
}

} // namespace tuban::http::api
