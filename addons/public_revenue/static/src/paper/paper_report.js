import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { getReportUrl } from "@web/webclient/actions/reports/utils";

const PAPER_REPORT = "public_revenue.paper:";

/**
 * Papers are drawn by the server itself: they are fetched without asking for the program that turns HTML into PDF.
 *
 * @param {Object} action a report action
 * @param {Object} options
 * @param {Object} env
 * @returns {Promise<boolean>} whether the report was one of ours
 */
export async function printPaper(action, options, env) {
    if (!action.report_name?.startsWith(PAPER_REPORT)) {
        return false;
    }
    env.services.ui.block();
    try {
        await download({
            url: "/report/download",
            data: {
                data: JSON.stringify([getReportUrl(action, "pdf"), action.report_type]),
                context: JSON.stringify({ ...user.context, ...action.context }),
            },
        });
    } finally {
        env.services.ui.unblock();
    }
    return true;
}

registry.category("ir.actions.report handlers").add("public_revenue_paper", printPaper);
