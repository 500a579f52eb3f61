/** Vocabulary of personal data in the API: what may be revealed or searched by, and why somebody may look. */
import type { AccessAction } from "../../personal-data/access.entity.js";
import type { PersonalDataField } from "../../personal-data/fields.js";
import type { CustomerTrait } from "../../refund/commands/find-customer.js";
import type { RevealReason } from "../../refund/commands/reveal-account.js";
import { enumeration } from "../enumeration.js";

export const CustomerTraitEnum = enumeration<CustomerTrait>(
  "CustomerTrait",
  "A value by which a customer is known; each needs a grant of its own.",
  {
    CUSTOMER_ID: "고객 ID — the customer's id at the shop. Grant: PERSONAL_DATA_ID.",
    CUSTOMER_NAME: "고객 이름 — the customer's name. Grant: PERSONAL_DATA_NAME.",
    ACCOUNT_NUMBER: "환불계좌 번호 — the number of the refund account. Grant: PERSONAL_DATA_ACCOUNT_NUMBER.",
    ACCOUNT_HOLDER: "예금주 — the holder of the refund account. Grant: PERSONAL_DATA_NAME.",
  },
);

export const RevealReasonEnum = enumeration<RevealReason>(
  "RevealReason",
  "A reason for which somebody looks at clear personal data (열람 사유).",
  {
    CUSTOMER_ASKS: "고객 문의 — the customer asks about their own refund.",
    ACCOUNT_CHECK: "계좌 확인 — the account is compared with what the customer or the bank says.",
    BANK_TRANSFER: "계좌 이체 — the money is sent by hand.",
    TRANSFER_FAILED: "이체 실패·반송 — a transfer failed or came back.",
    LEGAL_REQUEST: "법적 요청 — an authority or a court asks for it.",
    OTHER: "기타 — another reason, as the text says.",
  },
);

export const AccessActionEnum = enumeration<AccessAction>(
  "PersonalDataAccessAction",
  "A kind of access to personal data (수행 업무).",
  {
    REVEAL: "원문 열람 — clear values were shown to a person.",
    REVEAL_REFUSED: "열람 한도 초과 — asked for once more than one person may in an hour, and not shown.",
    SEARCH: "검색 — rows were searched by a clear value.",
  },
);

export const PersonalDataFieldEnum = enumeration<PersonalDataField>(
  "PersonalDataField",
  "A kind of personal data that is guarded by a grant (개인정보 항목).",
  {
    ID: "고객 ID — the customer's id.",
    NAME: "이름 — the customer's name, or the account holder's.",
    ACCOUNT_NUMBER: "계좌번호 — the number of the refund account.",
  },
);
