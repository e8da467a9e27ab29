//! People of a large company: names as frequent as they are, departments in three levels, one in twenty disabled.

use std::collections::BTreeSet;

use larkgate::domain::account::{Account, Binding, BoundAccount, Memberships, Profile};
use larkgate::domain::id::AccountId;
use larkgate::domain::search;
use larkgate::domain::time::{Clock, SystemClock, Timestamp};

use super::bulk::{Bulk, Values};

/// Since when they came, evenly.
const YEARS: i64 = 3;
/// The share of one in this many is disabled.
const DISABLED: u64 = 20;
/// Departments of the lowest level.
const DEPARTMENTS: u64 = 2000;

/// Surnames with their Latin form, in the order of how many have them.
pub(super) const SURNAMES: [(&str, &str); 24] = [
    ("王", "wang"),
    ("李", "li"),
    ("张", "zhang"),
    ("刘", "liu"),
    ("陈", "chen"),
    ("杨", "yang"),
    ("黄", "huang"),
    ("赵", "zhao"),
    ("吴", "wu"),
    ("周", "zhou"),
    ("徐", "xu"),
    ("孙", "sun"),
    ("马", "ma"),
    ("朱", "zhu"),
    ("胡", "hu"),
    ("林", "lin"),
    ("郭", "guo"),
    ("何", "he"),
    ("高", "gao"),
    ("罗", "luo"),
    ("郑", "zheng"),
    ("梁", "liang"),
    ("谢", "xie"),
    ("欧阳", "ouyang"),
];
const GIVEN: [(&str, &str); 32] = [
    ("伟", "wei"),
    ("芳", "fang"),
    ("娜", "na"),
    ("敏", "min"),
    ("静", "jing"),
    ("丽", "li"),
    ("强", "qiang"),
    ("磊", "lei"),
    ("军", "jun"),
    ("洋", "yang"),
    ("勇", "yong"),
    ("艳", "yan"),
    ("杰", "jie"),
    ("涛", "tao"),
    ("明", "ming"),
    ("超", "chao"),
    ("秀", "xiu"),
    ("霞", "xia"),
    ("平", "ping"),
    ("刚", "gang"),
    ("桂", "gui"),
    ("英", "ying"),
    ("华", "hua"),
    ("玉", "yu"),
    ("兰", "lan"),
    ("小", "xiao"),
    ("雨", "yu"),
    ("文", "wen"),
    ("佳", "jia"),
    ("子", "zi"),
    ("晨", "chen"),
    ("思", "si"),
];

/// Numbers that look like chance, and are the same in every run.
pub(super) fn scattered(number: u64, salt: u64) -> u64 {
    let mixed = (number ^ salt.rotate_left(32))
        .wrapping_add(0x9e37_79b9_7f4a_7c15)
        .wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 32)
}

/// One of a list, which is not empty.
#[allow(clippy::indexing_slicing, reason = "the remainder is less than the length")]
pub(super) fn pick<T>(list: &[T], number: u64) -> &T {
    &list[usize::try_from(number % list.len() as u64).unwrap_or(0)]
}

/// The id of somebody's account.
pub(super) fn id_of(number: u64) -> AccountId {
    AccountId::from_bits(u128::from(scattered(number, 1)) << 64 | u128::from(number))
}

/// Somebody's `open_id`.
pub(super) fn open_id_of(number: u64) -> String {
    format!("ou_{:016x}{number:016x}", scattered(number, 2))
}

/// A department of the lowest level.
pub(super) fn department(number: u64) -> String {
    format!("od-{:032x}", number % DEPARTMENTS)
}

/// Everything about somebody.
pub(super) fn person(number: u64, of: u64, now: Timestamp) -> BoundAccount {
    let chance = |salt| scattered(number, salt);
    // Of two numbers the lower one: the first surnames are the most frequent.
    let surname = chance(3) % 24;
    let (surname, family) = pick(&SURNAMES, surname.min(chance(4) % 24));
    let ((first, one), (second, two)) = (pick(&GIVEN, chance(5)), pick(&GIVEN, chance(6)));
    let made =
        now.seconds() - YEARS * 365 * 86_400 + i64::try_from(number * 94_608_000 / of.max(1)).unwrap_or(0);
    let created_at = Timestamp::from_seconds(made.min(now.seconds()));
    let profile = Profile {
        name: Some(format!("{surname}{first}{second}")),
        en_name: Some(format!("{one}{two} {family}")),
        email: Some(format!("{one}{two}.{family}{number}@example.com")),
        mobile: Some(format!("+8613{:09}", chance(7) % 1_000_000_000)),
        picture: Some(format!("https://s1-imfile.feishucdn.com/static-resource/v1/{:016x}", chance(8))),
        employee_no: Some(format!("E{number:07}")),
    };
    let lowest = chance(9) % DEPARTMENTS;
    let mut departments =
        vec![department(lowest), format!("od-a{:031x}", lowest % 100), format!("od-b{:031x}", lowest % 10)];
    departments.sort();
    let last_login = now.seconds() - i64::try_from(chance(10) % (60 * 86_400)).unwrap_or(0);
    BoundAccount {
        account: Account {
            id: id_of(number),
            sub: open_id_of(number),
            enabled: chance(11) % DISABLED != 0,
            profile,
            created_at,
            updated_at: created_at,
            last_login_at: Timestamp::from_seconds(last_login.max(created_at.seconds())),
        },
        binding: Binding {
            connector: "feishu".to_owned(),
            open_id: open_id_of(number),
            union_id: Some(format!("on_{:016x}{number:016x}", chance(12))),
            user_id: Some(format!("{:08x}", chance(13) & 0xffff_ffff)),
            tenant_key: "1a2b3c4d5e6f7a8b".to_owned(),
        },
        memberships: Memberships { departments, all_departments: true, groups: Vec::new(), all_groups: true },
    }
}

/// Makes their accounts, bindings and words.
pub(super) async fn fill(bulk: &mut Bulk, people: u64) -> anyhow::Result<()> {
    let now = SystemClock.now();
    let everybody = || (0..people).map(move |number| person(number, people, now));
    let columns = "id, sub, enabled, name, en_name, email, mobile, picture, employee_no, created_at, updated_at, \
                   last_login_at, search_terms, terms_due";
    let mut words: Vec<(String, i64, u32)> = Vec::new();
    let accounts = (0_u32..).zip(everybody()).map(|(number, person)| {
        let (terms, made) = (search::terms_of(&person), person.account.created_at.seconds());
        let row = account(person, &terms);
        words.extend(terms.into_iter().map(|term| (term, made, number)));
        row
    });
    bulk.fill("accounts", columns, accounts).await?;
    let columns = "connector, open_id, account_id, union_id, user_id, tenant_key, bound_at, memberships, memberships_read_at";
    bulk.fill("bindings", columns, everybody().map(binding)).await?;
    // In the order of the key, rows are only ever added at the end.
    words.sort_unstable();
    let rows = words.into_iter().map(|(term, made, number)| {
        vec![Some(term), Some(made.to_string()), Some(id_of(u64::from(number)).to_string())]
    });
    bulk.fill("account_terms", "term, created_at, account_id", rows).await
}

fn account(person: BoundAccount, terms: &BTreeSet<String>) -> Values {
    let terms = terms.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
    let account = person.account;
    let profile = account.profile;
    vec![
        Some(account.id.to_string()),
        Some(account.sub),
        Some(u8::from(account.enabled).to_string()),
        profile.name,
        profile.en_name,
        profile.email,
        profile.mobile,
        profile.picture,
        profile.employee_no,
        Some(account.created_at.seconds().to_string()),
        Some(account.updated_at.seconds().to_string()),
        Some(account.last_login_at.seconds().to_string()),
        Some(terms),
        Some("0".to_owned()),
    ]
}

fn binding(person: BoundAccount) -> Values {
    let (binding, bound_at) = (person.binding, person.account.created_at.seconds().to_string());
    vec![
        Some(binding.connector),
        Some(binding.open_id),
        Some(person.account.id.to_string()),
        binding.union_id,
        binding.user_id,
        Some(binding.tenant_key),
        Some(bound_at),
        serde_json::to_string(&person.memberships).ok(),
        Some(SystemClock.now().seconds().to_string()),
    ]
}
